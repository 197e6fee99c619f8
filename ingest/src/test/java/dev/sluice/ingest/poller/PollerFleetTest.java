package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.time.Timekeeper;
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

  private static boolean isFree(ShardBench bench) {
    return bench.store.lease(bench.key).tenure() instanceof Tenure.Free;
  }
}
