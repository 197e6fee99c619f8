package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class CountingServiceTest {

  private static final FunctionName RESERVED = new FunctionName("reserved");
  private static final FunctionName NEVER = new FunctionName("never");
  private static final FunctionName OTHER = new FunctionName("other");
  private static final Duration LONG = Duration.ofSeconds(50);

  private final CountingService counting =
      new CountingService(
          new ConcurrencyLimits(4, Map.of(RESERVED, 2, NEVER, 0)), Timekeeper.system());

  @Test
  @Rule({"CONC-001", "CONC-002", "CONC-004", "LEASE-002"})
  void keeps_reserved_room_apart_from_what_all_others_share() throws Exception {
    counting.admit(OTHER, Duration.ZERO);
    counting.admit(OTHER, Duration.ZERO);

    assertThat(counting.admit(OTHER, Duration.ZERO))
        .isEqualTo(new Admission.Refused(ThrottleReason.ConcurrentInvocationLimitExceeded));
    assertThat(counting.admit(RESERVED, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
    assertThat(counting.admit(RESERVED, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
    assertThat(counting.admit(RESERVED, Duration.ZERO))
        .isEqualTo(
            new Admission.Refused(
                ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded));
  }

  @Test
  @Rule("CONC-010")
  void refuses_everything_of_a_function_with_zero_reserved() throws Exception {
    assertThat(counting.admit(NEVER, Duration.ZERO)).isInstanceOf(Admission.Refused.class);
    assertThat(counting.claim(NEVER, "a", Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void hands_a_freed_slot_to_whoever_waits() throws Exception {
    var first = (Admission.Admitted) counting.admit(RESERVED, Duration.ZERO);
    var second = (Admission.Admitted) counting.admit(RESERVED, Duration.ZERO);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> third = threads.submit(() -> counting.admit(RESERVED, LONG));
      await(() -> counting.use(RESERVED).waiting() == 1);
      first.slot().close();
      first.slot().close();

      assertThat(third.get()).isInstanceOf(Admission.Admitted.class);
      assertThat(counting.use(RESERVED).running()).as("closing twice frees once").isEqualTo(2);
      second.slot().close();
    }
  }

  @Test
  void holds_a_polled_batch_until_a_slot_is_free() throws Exception {
    var busy = (Admission.Admitted) counting.admit(RESERVED, Duration.ZERO);
    counting.admit(RESERVED, Duration.ZERO);
    ConcurrencyClaim claim = counting.claim(RESERVED, "a", Duration.ZERO).orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> batch = threads.submit(() -> claim.admit(LONG));
      await(() -> counting.use(RESERVED).held() == 1);
      busy.slot().close();

      assertThat(batch.get()).isInstanceOf(Admission.Admitted.class);
      assertThat(counting.use(RESERVED)).isEqualTo(new ConcurrencyUse(2, 2, 0, 0, 0));
    }
  }

  @Test
  void takes_an_interrupted_waiter_out_of_the_line() throws Exception {
    var busy = (Admission.Admitted) counting.admit(RESERVED, Duration.ZERO);
    counting.admit(RESERVED, Duration.ZERO);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> waiter = threads.submit(() -> counting.admit(RESERVED, LONG));
      await(() -> counting.use(RESERVED).waiting() == 1);
      waiter.cancel(true);
      await(() -> counting.use(RESERVED).waiting() == 0);
      busy.slot().close();

      assertThat(counting.use(RESERVED)).isEqualTo(new ConcurrencyUse(2, 1, 0, 0, 0));
    }
  }

  @Test
  void wakes_everybody_when_it_stops() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<ConcurrencyClaim>> claim =
          threads.submit(() -> counting.claim(NEVER, "a", LONG));
      Future<Admission> admission = threads.submit(() -> counting.admit(NEVER, LONG));
      counting.stop();

      assertThat(claim.get()).isEmpty();
      assertThat(admission.get()).isInstanceOf(Admission.Refused.class);
    }
  }

  @Test
  void loses_no_wake_up_under_many_threads() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        boolean polls = i % 2 == 0;
        String claimant = "poll-" + i % 5;
        all.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 20; round++) {
                    work(polls, claimant, running, most);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(most.get()).isEqualTo(2);
    assertThat(counting.use(RESERVED)).isEqualTo(new ConcurrencyUse(2, 0, 0, 0, 0));
  }

  private void work(boolean polls, String claimant, AtomicInteger running, AtomicInteger most)
      throws InterruptedException {
    Admission admission;
    if (polls) {
      try (ConcurrencyClaim claim = counting.claim(RESERVED, claimant, LONG).orElseThrow()) {
        admission = claim.admit(LONG);
      }
    } else {
      admission = counting.admit(RESERVED, LONG);
    }
    try (ConcurrencySlot slot = ((Admission.Admitted) admission).slot()) {
      assertThat(slot).isNotNull();
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      LockSupport.parkNanos(10_000); // lets another thread in, were there room
      running.decrementAndGet();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
