package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryShareStore;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Looks are taken by hand, and so is the time.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ShareKeeperTest {

  private static final FunctionName ORDERS = new FunctionName("orders");
  private static final FunctionName STEADY = new FunctionName("steady");
  private static final FunctionName OTHER = new FunctionName("other");
  private static final ShareKey OF_ORDERS = new ShareKey.OfFunction(ORDERS);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final ConcurrencyLimits LIMITS =
      new ConcurrencyLimits(163, Map.of(ORDERS, 2, STEADY, 1), Set.of(STEADY));

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final InMemoryShareStore shares = new InMemoryShareStore();
  private final InMemoryLeaseStore nodes = new InMemoryLeaseStore();
  private final Node a = new Node("a");

  /// A node that is the member its test says.
  private final class Node {

    private volatile Optional<NodeId> member = Optional.empty();
    private final CountingService counting = new CountingService(LIMITS, time, () -> member);
    private final ShareKeeper keeper =
        new ShareKeeper(
            counting,
            new ShareKeeper.Table(() -> member, nodes, shares),
            HEARTBEAT,
            time,
            new Random(1),
            new ShareListener() {});

    Node(String id) {
      join(id);
      keeper.lookOnce();
    }

    private void join(String id) {
      nodes.register(new NodeId(id), NodeScope.NOTHING);
      member = Optional.of(new NodeId(id));
    }

    /// Looks at everything that is due until the work in hand has its slot, or the time is over.
    ConcurrencySlot admit(FunctionName function) throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Admission> admission = threads.submit(() -> counting.admit(function, LONG));
        await(() -> counting.use(function).waiting() > 0 || admission.isDone());
        lookUntil(admission::isDone);
        return ((Admission.Admitted) admission.get()).slot();
      }
    }

    void lookUntil(BooleanSupplier done) {
      await(
          () -> {
            look();
            return done.getAsBoolean();
          });
    }

    /// As the loop does: what needs a look is looked at, and what is due.
    void look() {
      try {
        keeper.takeNeeds(Duration.ZERO);
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
      keeper.lookOnce();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private int slots(String node) {
    return shares.read(OF_ORDERS).slots(new NodeId(node));
  }

  @Test
  void has_a_part_of_the_account_from_the_start_and_nothing_else() throws Exception {
    assertThat(shares.read(new ShareKey.Unreserved()).slots())
        .isEqualTo(Map.of(new NodeId("a"), 10));
    assertThat(shares.read(OF_ORDERS).version()).isZero();

    assertThat(a.counting.admit(OTHER, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void lets_nothing_begin_in_a_slot_of_a_former_life() throws Exception {
    ConcurrencySlot slot = a.admit(ORDERS);
    a.join("a-again");
    var ended = new AtomicInteger();

    slot.onLoss(ended::incrementAndGet);

    assertThat(ended).hasValue(1);
  }

  @Test
  void rests_while_it_has_nothing_however_long_its_machine_has_been_up() {
    time.advance(Duration.ofDays(30));
    Optional<NodeId> member = Optional.of(new NodeId("idle"));
    var counting =
        new CountingService(
            new ConcurrencyLimits(2, Map.of(ORDERS, 2), Set.of()), time, () -> member);
    var keeper =
        new ShareKeeper(
            counting,
            new ShareKeeper.Table(() -> member, nodes, shares),
            HEARTBEAT,
            time,
            new Random(1),
            new ShareListener() {});

    keeper.lookOnce();

    assertThat(keeper.lookOnce()).isPositive();
  }

  @Test
  void has_the_first_slot_of_a_function_with_one_write() throws Exception {
    int before = shares.writes();

    a.admit(ORDERS);

    assertThat(shares.writes() - before).isEqualTo(1);
    assertThat(slots("a")).isEqualTo(1);
  }

  @Test
  void puts_idle_slots_back_within_a_heartbeat() throws Exception {
    a.admit(ORDERS).close();
    assertThat(slots("a")).isEqualTo(1);

    for (int looks = 0; looks < 2; looks++) {
      time.advance(HEARTBEAT.multipliedBy(6).dividedBy(10));
      a.keeper.lookOnce();
    }

    assertThat(slots("a")).isZero();
  }

  @Test
  void polls_without_a_slot_and_asks_for_one_when_the_poll_brought_something() throws Exception {
    var claim = a.counting.claim(ORDERS, "poll", Duration.ZERO).orElseThrow();
    var second = a.counting.claim(ORDERS, "other poll", Duration.ZERO);
    assertThat(second).as("as many as over all nodes, and one that waits").isPresent();
    assertThat(a.counting.use(ORDERS).limit()).isZero();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> batch = threads.submit(() -> claim.admit(LONG));
      a.lookUntil(batch::isDone);
      assertThat(batch.get()).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(slots("a")).isEqualTo(1);
  }

  @Test
  @Rule("CONC-051")
  void asks_the_others_before_it_refuses_an_invocation_without_patience() throws Exception {
    var b = new Node("b");
    var idle = b.admit(ORDERS);
    b.admit(ORDERS);
    idle.close();
    assertThat(slots("b")).isEqualTo(2);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> admission = threads.submit(() -> a.counting.admit(ORDERS, Duration.ZERO));
      await(() -> a.counting.use(ORDERS).waiting() > 0);
      a.look();
      assertThat(shares.read(OF_ORDERS).wanted(new NodeId("a"))).isEqualTo(1);
      time.advance(HEARTBEAT.dividedBy(2).multipliedBy(11).dividedBy(10));
      b.look();
      a.lookUntil(admission::isDone);
      assertThat(admission.get()).isInstanceOf(Admission.Admitted.class);
    }
  }

  @Test
  void refuses_an_invocation_without_patience_at_once_when_nobody_has_more_to_give()
      throws Exception {
    a.admit(ORDERS);
    a.admit(ORDERS);

    assertThat(a.counting.admit(ORDERS, Duration.ZERO)).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void lets_nothing_in_before_it_is_a_member_but_what_has_no_limit_of_its_own() throws Exception {
    var late = new Node("late");
    late.member = Optional.empty();
    late.keeper.lookOnce();

    assertThat(late.counting.claim(ORDERS, "poll", Duration.ofMillis(1))).isEmpty();
    assertThat(late.counting.claim(STEADY, "poll", Duration.ofMillis(1))).isPresent();
    assertThat(late.counting.admit(OTHER, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void ends_what_runs_under_a_limit_when_the_term_has_run_out_and_goes_on_with_the_rest()
      throws Exception {
    var ended = new AtomicInteger();
    a.admit(ORDERS).onLoss(ended::incrementAndGet);
    a.admit(STEADY).onLoss(() -> ended.addAndGet(100));
    a.admit(OTHER).onLoss(() -> ended.addAndGet(100));
    a.keeper.watch();
    assertThat(ended.get()).isZero();

    a.member = Optional.empty();
    assertThat(a.counting.claim(ORDERS, "poll", Duration.ofMillis(1)))
        .as("nothing more from this moment on, whoever has noticed it")
        .isEmpty();
    a.keeper.watch();

    assertThat(ended.get()).isEqualTo(1);
    for (int i = 1; i < 10; i++) {
      assertThat(a.counting.admit(OTHER, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(a.counting.use(OTHER).limit()).as("the last share").isEqualTo(10);
  }

  @Test
  void begins_anew_under_a_new_id_and_has_old_slots_back_when_that_life_is_gone() throws Exception {
    var first = a.admit(ORDERS);
    var ended = new AtomicInteger();
    first.onLoss(ended::incrementAndGet);
    a.admit(ORDERS);
    nodes.forget(new NodeId("a"));
    a.join("a2");
    a.keeper.watch();
    assertThat(ended.get()).as("the old life's slots are lost").isEqualTo(1);
    assertThat(a.counting.use(ORDERS).limit()).isZero();
    first.close();
    time.advance(HEARTBEAT);

    a.admit(ORDERS);

    assertThat(slots("a")).isZero();
    assertThat(slots("a2")).isPositive();
  }

  @Test
  void waits_for_a_silent_node_to_be_declared_dead() throws Exception {
    var b = new Node("b");
    b.admit(ORDERS);
    b.admit(ORDERS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Admission> admission = threads.submit(() -> a.counting.admit(ORDERS, LONG));
      await(() -> a.counting.use(ORDERS).waiting() > 0);
      for (int i = 0; i < 20; i++) {
        time.advance(HEARTBEAT.dividedBy(4));
        a.look();
      }
      assertThat(slots("b")).isEqualTo(2);
      assertThat(admission.isDone()).isFalse();
      nodes.declareDead(new NodeId("b"), 0);
      time.advance(HEARTBEAT);

      a.lookUntil(admission::isDone);
      assertThat(admission.get()).isInstanceOf(Admission.Admitted.class);
    }
    assertThat(slots("b")).isZero();
  }

  @Test
  void goes_on_with_what_it_has_while_the_rows_are_out_of_reach() throws Exception {
    a.admit(ORDERS).close();
    shares.outOfReach(true);
    time.advance(HEARTBEAT);
    a.keeper.lookOnce();

    assertThat(a.counting.admit(ORDERS, Duration.ZERO)).isInstanceOf(Admission.Admitted.class);
    shares.outOfReach(false);
    time.advance(HEARTBEAT);
    a.admit(ORDERS);
    assertThat(slots("a")).isEqualTo(2);
  }

  @Test
  void leaves_nothing_behind_when_it_stops() throws Exception {
    a.admit(ORDERS).close();
    a.keeper.start();

    a.keeper.stop(LONG);

    assertThat(slots("a")).isZero();
    assertThat(shares.read(new ShareKey.Unreserved()).slots()).isEmpty();
  }
}
