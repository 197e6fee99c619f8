package dev.sluice.ingest.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.concurrency.Admission;
import dev.sluice.ingest.concurrency.ConcurrencyLimits;
import dev.sluice.ingest.concurrency.CountingService;
import dev.sluice.ingest.concurrency.ShareKeeper;
import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.frontend.FrontEndListener.Throttle;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryShareStore;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.FunctionConfiguration;
import dev.sluice.ingest.worker.Functions;
import dev.sluice.ingest.worker.SampleFunction;
import dev.sluice.ingest.worker.StartedWorkers;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class FrontEndTest {

  private static final FunctionConfiguration ORDERS = Functions.of("orders", SampleFunction.class);
  private static final FunctionConfiguration NEVER = Functions.of("never", SampleFunction.class);
  private static final ThrottleReason RESERVED =
      ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded;

  private final StartedWorkers workers = StartedWorkers.standard();
  private final CountingService counting =
      new CountingService(
          new ConcurrencyLimits(10, Map.of(ORDERS.name(), 1, NEVER.name(), 0)),
          Timekeeper.system());
  private final List<Throttle> throttles = new CopyOnWriteArrayList<>();
  private final FrontEnd frontEnd =
      new FrontEnd(
          Map.of(ORDERS.name(), ORDERS, NEVER.name(), NEVER),
          counting,
          workers.manager(),
          throttles::add);

  @AfterEach
  void stop() {
    workers.close();
  }

  @Test
  @Rule({"CONC-004", "CONC-051"})
  void runs_what_a_poll_brought_and_gives_its_room_back() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Claim claim = frontEnd.claim(ORDERS.name(), "a", Duration.ZERO).orElseThrow()) {
        assertThat(claim.invoke(Functions.request(ORDERS, "{}")))
            .isInstanceOf(InvocationOutcome.Succeeded.class);
      }
    }
    assertThat(counting.use(ORDERS.name()).running()).isZero();
    assertThat(counting.use(ORDERS.name()).claims()).isZero();

    counting.admit(ORDERS.name(), Duration.ZERO);
    assertThat(frontEnd.invoke(Functions.request(ORDERS, "{}")))
        .isEqualTo(new InvocationOutcome.Throttled(RESERVED));
    assertThat(throttles).containsExactly(new Throttle(ORDERS.name(), RESERVED));
  }

  @Test
  @Rule({"CONC-010", "LEASE-001"})
  void throttles_everything_of_a_function_with_zero_reserved_concurrency() throws Exception {
    assertThat(frontEnd.invoke(Functions.request(NEVER, "{}")))
        .isEqualTo(new InvocationOutcome.Throttled(RESERVED));
    assertThat(frontEnd.claim(NEVER.name(), "a", Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void is_unavailable_for_functions_it_does_not_have_and_when_it_stops() throws Exception {
    FunctionConfiguration other = Functions.of("other", SampleFunction.class);
    assertThat(frontEnd.invoke(Functions.request(other, "{}")))
        .isInstanceOf(InvocationOutcome.Unavailable.class);

    frontEnd.stop(Duration.ZERO);
    assertThat(frontEnd.invoke(Functions.request(ORDERS, "{}")))
        .isInstanceOf(InvocationOutcome.Unavailable.class);
    assertThat(frontEnd.claim(ORDERS.name(), "a", Duration.ofSeconds(60))).isEmpty();
  }

  @Test
  @Timeout(60)
  void ends_what_runs_under_a_limit_when_the_node_is_cut_off_from_the_others() throws Exception {
    var member = new AtomicReference<>(Optional.of(new NodeId("a")));
    var time = Timekeeper.system();
    var shared =
        new CountingService(new ConcurrencyLimits(10, Map.of(ORDERS.name(), 1)), time, member::get);
    var keeper =
        new ShareKeeper(
            shared,
            new ShareKeeper.Table(member::get, new InMemoryLeaseStore(), new InMemoryShareStore()),
            Duration.ofSeconds(2),
            time,
            new Random(1),
            new ShareListener() {});
    var sharing =
        new FrontEnd(Map.of(ORDERS.name(), ORDERS), shared, workers.manager(), throttles::add);
    keeper.start();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcome =
          threads.submit(() -> sharing.invoke(Functions.request(ORDERS, "{\"do\":\"hang\"}")));
      while (shared.use(ORDERS.name()).running() == 0) {
        Thread.onSpinWait();
      }

      member.set(Optional.empty());

      assertThat(outcome.get()).isInstanceOf(InvocationOutcome.Unavailable.class);
      assertThat(shared.use(ORDERS.name()).running()).isZero();
    } finally {
      keeper.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  @Timeout(60)
  void hands_no_invocation_over_that_was_ended_while_it_waited_for_room() throws Exception {
    var given = Functions.request(ORDERS, "{}");
    var patient =
        new InvocationRequest(
            given.function(), given.requestId(), given.payload(), null, Duration.ofHours(11));
    try (Claim claim = frontEnd.claim(ORDERS.name(), "a", Duration.ZERO).orElseThrow();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken = (Admission.Admitted) counting.admit(ORDERS.name(), Duration.ZERO);
      var outcome = threads.submit(() -> claim.invoke(patient));
      while (counting.use(ORDERS.name()).held() == 0) {
        Thread.onSpinWait();
      }

      frontEnd.end(given.requestId());
      taken.slot().close();

      assertThat(outcome.get()).isInstanceOf(InvocationOutcome.Unavailable.class);
      assertThat(workers.finished(ORDERS.name())).isEmpty();
      assertThat(counting.use(ORDERS.name()).running()).isZero();
    }
  }

  @Test
  @Timeout(60)
  void ends_the_wait_of_a_held_batch_without_calling_it_throttled() throws Exception {
    var given = Functions.request(ORDERS, "{}");
    var patient =
        new InvocationRequest(
            given.function(), given.requestId(), given.payload(), null, Duration.ofHours(11));
    try (Claim claim = frontEnd.claim(ORDERS.name(), "a", Duration.ZERO).orElseThrow();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(counting.admit(ORDERS.name(), Duration.ZERO))
          .isInstanceOf(Admission.Admitted.class);
      var outcome = threads.submit(() -> claim.invoke(patient));
      while (counting.use(ORDERS.name()).held() == 0) {
        Thread.onSpinWait();
      }

      frontEnd.endWaits();

      assertThat(outcome.get()).isInstanceOf(InvocationOutcome.Unavailable.class);
      assertThat(throttles).isEmpty();
    }
  }
}
