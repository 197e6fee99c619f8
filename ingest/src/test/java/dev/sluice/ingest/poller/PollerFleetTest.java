package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PollerFleetTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ShardBench bench = bench();
  private final HeldLease lease = bench.take();

  private static ShardBench bench() {
    return new ShardBench(
        StreamMappings.mapping(8, new RetryLimits(0, null, false), false, null),
        _ -> ScriptedInvoker.succeeded("null"));
  }

  private static PollerFleet fleet(List<Component> queuePollers, TurnTaker poller) {
    return new PollerFleet(queuePollers, _ -> poller, Timekeeper.system(), new Random(1));
  }

  private Tenure tenure() {
    return bench.store.lease(bench.key).tenure();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void works_under_a_lease_until_it_stops_and_then_gives_it_back() throws InterruptedException {
    var working = new CountDownLatch(3);
    var fleet =
        fleet(
            List.of(),
            () -> {
              working.countDown();
              return new Turn.Again();
            });

    fleet.taken(lease);
    await(working);
    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
    fleet.stop(MINUTE);

    assertThat(tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void does_not_sit_out_a_rest_when_it_stops() throws InterruptedException {
    var resting = new CountDownLatch(1);
    var fleet =
        fleet(
            List.of(),
            () -> {
              resting.countDown();
              return new Turn.Rest(Duration.ofDays(1));
            });
    fleet.taken(lease);
    await(resting);

    fleet.stop(MINUTE);

    assertThat(tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void waits_for_what_is_running_before_it_gives_the_lease_back() throws InterruptedException {
    var running = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var settled = new AtomicBoolean();
    var fleet =
        fleet(
            List.of(),
            () -> {
              running.countDown();
              await(mayEnd);
              settled.set(tenure() instanceof Tenure.Held);
              return new Turn.Again();
            });
    fleet.taken(lease);
    await(running);
    Thread releaser = Thread.ofVirtual().start(mayEnd::countDown);

    fleet.stop(MINUTE);
    releaser.join();

    assertThat(settled).isTrue();
    assertThat(tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void leaves_the_lease_of_an_invocation_that_outlives_the_drain_limit_to_expire()
      throws InterruptedException {
    var running = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var fleet =
        fleet(
            List.of(),
            () -> {
              running.countDown();
              await(mayEnd);
              return new Turn.Finished();
            });
    fleet.taken(lease);
    await(running);

    fleet.stop(Duration.ofMillis(1));

    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
    lease.release();
    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
    mayEnd.countDown();
  }

  @Test
  void gives_back_the_lease_of_a_poller_that_is_finished() throws InterruptedException {
    var fleet = fleet(List.of(), Turn.Finished::new);

    fleet.taken(lease);
    fleet.stop(MINUTE);

    assertThat(tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void starts_and_stops_queue_pollers_which_need_no_lease() throws InterruptedException {
    var started = new AtomicBoolean();
    var stopped = new AtomicBoolean();
    var queuePoller =
        new Component() {
          @Override
          public void start() {
            started.set(true);
          }

          @Override
          public void stop(Duration atMost) {
            stopped.set(true);
          }
        };
    var fleet = fleet(List.of(queuePoller), Turn.Again::new);

    fleet.start();
    assertThat(started).isTrue();
    fleet.stop(MINUTE);

    assertThat(stopped).isTrue();
  }

  @Test
  void gives_back_the_leases_of_idle_pollers_while_a_busy_one_still_works()
      throws InterruptedException {
    var idle = Stream.generate(PollerFleetTest::bench).limit(10).toList();
    var idleLeases = idle.stream().map(ShardBench::take).toList();
    var running = new CountDownLatch(idle.size() + 1);
    var mayEnd = new CountDownLatch(1);
    var fleet =
        new PollerFleet(
            List.of(),
            taken ->
                () -> {
                  running.countDown();
                  if (taken == lease) {
                    await(mayEnd);
                  }
                  return new Turn.Rest(Duration.ofDays(1));
                },
            Timekeeper.system(),
            new Random(1));
    idleLeases.forEach(fleet::taken);
    fleet.taken(lease);
    await(running);
    Thread stopping =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    fleet.stop(MINUTE);
                  } catch (InterruptedException unexpected) {
                    throw new AssertionError(unexpected);
                  }
                });
    Instant deadline = Instant.now().plus(MINUTE.dividedBy(2));
    while (!idle.stream().allMatch(PollerFleetTest::isFree)) {
      assertThat(mayEnd.await(5, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(Instant.now()).isBefore(deadline);
    }
    assertThat(tenure()).isInstanceOf(Tenure.Held.class);
    mayEnd.countDown();
    stopping.join();

    assertThat(tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void says_that_nobody_works_under_a_lease_any_more() throws InterruptedException {
    var letGo = new CopyOnWriteArrayList<HeldLease>();
    var resting = bench();
    var finished = resting.take();
    var started = new CountDownLatch(2);
    var fleet =
        new PollerFleet(
            List.of(),
            new PollerFleet.LeasedPollerFactory() {
              @Override
              public TurnTaker pollerOf(HeldLease taken) {
                return () -> {
                  started.countDown();
                  return taken == finished
                      ? new Turn.Finished()
                      : new Turn.Rest(Duration.ofDays(1));
                };
              }

              @Override
              public void letGo(HeldLease ended) {
                letGo.add(ended);
              }
            },
            Timekeeper.system(),
            new Random(1));
    fleet.taken(lease);
    fleet.taken(finished);
    await(started);

    fleet.stop(MINUTE);

    assertThat(letGo).contains(lease, finished);
  }

  @Test
  @Rule("LEASE-045")
  void ends_the_invocation_that_runs_under_a_lost_lease_and_what_it_had_in_hand_is_dropped()
      throws InterruptedException {
    var running = new CountDownLatch(1);
    var benches = new CopyOnWriteArrayList<ShardBench>();
    var loser =
        new ShardBench(
            StreamMappings.mapping(
                8, new RetryLimits(0, null, false), false, StreamMappings.FAILURES),
            _ -> {
              running.countDown();
              return benches.getFirst().runUntilEnded();
            });
    benches.add(loser);
    loser.stream.put(ShardBench.SHARD, 8);
    HeldLease lost = loser.take();
    Checkpoint before = loser.checkpoint();
    var letGo = new CountDownLatch(1);
    var fleet = fleet(loser.poller(lost), letGo);
    fleet.taken(lost);
    await(running);
    loser.take();
    assertThat(lost.checkpoint(before, 0)).as("another node has it").isFalse();

    fleet.lost(lost);
    await(letGo);

    assertThat(loser.ended()).contains(loser.requests().getFirst().requestId());
    assertThat(loser.requests()).hasSize(1);
    assertThat(loser.heard.events()).contains("leaseLost 8");
    assertThat(loser.checkpoint()).isEqualTo(before);
    assertThat(loser.letters()).isEmpty();
  }

  @Test
  void does_not_sit_out_a_rest_when_its_lease_is_lost() throws InterruptedException {
    bench.stream.put(ShardBench.SHARD, 8);
    StreamPoller poller = bench.poller(lease);
    var resting = new CountDownLatch(1);
    var letGo = new CountDownLatch(1);
    var fleet =
        fleet(
            () -> {
              Turn turn = poller.turn();
              resting.countDown();
              return turn instanceof Turn.Finished ? turn : new Turn.Rest(Duration.ofDays(1));
            },
            letGo);
    fleet.taken(lease);
    await(resting);
    bench.take();
    assertThat(lease.checkpoint(bench.checkpoint(), 0)).isFalse();

    fleet.lost(lease);
    await(letGo);

    assertThat(bench.heard.events()).contains("leaseLost 8");
    assertThat(bench.seen).isEmpty();
  }

  @Test
  void lets_an_invocation_end_by_itself_whose_shard_is_gone() throws InterruptedException {
    var turns = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var letGo = new CountDownLatch(1);
    var brokenOff = new AtomicBoolean();
    var fleet =
        fleet(
            new TurnTaker() {
              @Override
              public Turn turn() throws InterruptedException {
                turns.countDown();
                await(mayEnd);
                return new Turn.Finished();
              }

              @Override
              public void breakOff() {
                brokenOff.set(true);
              }
            },
            letGo);
    fleet.taken(lease);
    await(turns);
    bench.store.remove(bench.store.lease(bench.key));
    assertThat(lease.checkpoint(new Checkpoint.ShardEnd(), 0)).isFalse();
    assertThat(lease.isGone()).isTrue();

    fleet.lost(lease);
    mayEnd.countDown();
    await(letGo);

    assertThat(brokenOff).isFalse();
  }

  private static PollerFleet fleet(TurnTaker poller, CountDownLatch letGo) {
    return new PollerFleet(
        List.of(),
        new PollerFleet.LeasedPollerFactory() {
          @Override
          public TurnTaker pollerOf(HeldLease taken) {
            return poller;
          }

          @Override
          public void letGo(HeldLease ended) {
            letGo.countDown();
          }
        },
        Timekeeper.system(),
        new Random(1));
  }

  private static boolean isFree(ShardBench bench) {
    return bench.store.lease(bench.key).tenure() instanceof Tenure.Free;
  }
}
