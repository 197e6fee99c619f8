package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.testing.StreamRecords;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// How a fleet hands a lease over to another node, and what it says of itself when it stops.
final class PollerFleetHandOverTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final NodeId HEIR = new NodeId("heir");

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ShardBench bench =
      new ShardBench(
          StreamMappings.mapping(8, new RetryLimits(0, null, false), false, null),
          _ -> {
            running.countDown();
            awaitInvocation();
            return ScriptedInvoker.succeeded("null");
          });
  private final HeldLease lease = bench.take();

  private void awaitInvocation() {
    try {
      assertThat(mayEnd.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static PollerFleet fleet(TurnTaker poller) {
    return new PollerFleet(List.of(), _ -> poller, Timekeeper.system(), new Random(1));
  }

  private Tenure tenure() {
    return bench.store.lease(bench.key).tenure();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    var pause = new CountDownLatch(1);
    Instant deadline = Instant.now().plus(MINUTE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      assertThat(pause.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @Test
  void settles_and_checkpoints_the_turn_in_progress_before_it_hands_the_lease_over()
      throws InterruptedException {
    bench.stream.put(StreamRecords.SHARD, 3);
    var fleet = fleet(bench.poller(lease));
    fleet.taken(lease);
    assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();

    lease.leaveTo(HEIR);
    fleet.handOver(lease, HEIR);
    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
    mayEnd.countDown();
    until(() -> tenure() instanceof Tenure.Free);

    assertThat(tenure()).isEqualTo(new Tenure.Free(HEIR));
    assertThat(bench.checkpoint()).isEqualTo(ShardBench.after(3));
  }

  @Test
  void hands_over_at_once_what_only_rests() throws InterruptedException {
    var resting = new CountDownLatch(1);
    var fleet =
        fleet(
            () -> {
              resting.countDown();
              return new Turn.Rest(Duration.ofDays(1));
            });
    fleet.taken(lease);
    assertThat(resting.await(1, TimeUnit.MINUTES)).isTrue();

    lease.leaveTo(HEIR);
    fleet.handOver(lease, HEIR);
    until(() -> tenure() instanceof Tenure.Free);

    assertThat(tenure()).isEqualTo(new Tenure.Free(HEIR));
  }

  @Test
  void gives_its_leases_to_their_heirs_when_it_stops_and_takes_no_more()
      throws InterruptedException {
    var fleet = fleet(() -> new Turn.Rest(Duration.ofDays(1)));
    fleet.taken(lease);
    lease.leaveTo(HEIR);
    assertThat(fleet.isTaking()).isTrue();

    fleet.stop(MINUTE);

    assertThat(tenure()).isEqualTo(new Tenure.Free(HEIR));
    assertThat(fleet.isTaking()).isFalse();
  }

  @Test
  void has_nothing_to_hand_over_of_a_lease_it_does_not_work_under() {
    fleet(Turn.Finished::new).handOver(lease, HEIR);

    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
  }
}
