package dev.sluice.ingest.poller;

import static dev.sluice.ingest.testing.ScriptedInvoker.succeeded;
import static dev.sluice.ingest.testing.ScriptedInvoker.throttled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.testing.InMemoryQueue;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a queue poller does with the time it has for stopping.
@Timeout(120)
class QueueDrainTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(36);

  private final Timekeeper clock = Timekeeper.system();
  private final ManualTimekeeper time = ManualTimekeeper.atNoon();

  private static PolledQueue polled(InMemoryQueue queue) {
    var arn = Arn.parse("arn:aws:sqs:eu-central-1:111122223333:orders");
    var limits = BatchLimits.ofCount(10);
    var mapping =
        new QueueMapping(
            EventSourceMappingId.of("stack", "Mapping"),
            "Mapping",
            new FunctionName("ReviewEvent"),
            arn,
            true,
            limits,
            true);
    return new PolledQueue(mapping, queue, new SqsEventShape(arn, limits.window()));
  }

  private static Surroundings surroundings(ScriptedInvoker invoker, Timekeeper time) {
    return new Surroundings(invoker, new RecordingListener(), time, new Random(1));
  }

  @Test
  void leaves_time_to_give_back_before_the_limit() {
    var drain = new Drain(time);
    drain.begin(Duration.ofSeconds(25));
    assertThat(drain.leftToStart()).isEqualTo(Duration.ofSeconds(23));
    assertThat(drain.leftToSettle()).isEqualTo(Duration.ofSeconds(25));

    var shortOne = new Drain(time);
    shortOne.begin(Duration.ofSeconds(4));
    assertThat(shortOne.leftToStart()).isEqualTo(Duration.ofSeconds(3));
    assertThat(shortOne.isOver()).isFalse();
    time.advance(Duration.ofSeconds(3));
    assertThat(shortOne.isOver()).isTrue();
  }

  @Test
  void gives_back_a_batch_that_is_held_until_there_is_room() throws InterruptedException {
    var queue = InMemoryQueue.standard(clock, VISIBILITY);
    var invoker = ScriptedInvoker.holding();
    var poller = new QueuePoller(polled(queue), surroundings(invoker, clock));
    queue.send("a");
    poller.turn();

    poller.stop(Duration.ofSeconds(4));

    assertThat(invoker.requests()).hasSize(1);
    assertThat(queue.visible()).containsExactly("m1");
    assertThat(invoker.openClaims()).isZero();
  }

  @Test
  void invokes_no_refused_batch_after_the_drain_but_gives_it_back() throws InterruptedException {
    var queue = InMemoryQueue.standard(time, VISIBILITY);
    var drain = new Drain(time);
    Duration begin = time.monotonic();
    List<Duration> invoked = Collections.synchronizedList(new ArrayList<>());
    var invoker =
        new ScriptedInvoker(
            _ -> {
              if (invoked.isEmpty()) {
                drain.begin(Duration.ofSeconds(4));
              }
              invoked.add(time.monotonic().minus(begin));
              return throttled();
            });
    queue.send("a");
    run(queue, invoker, drain);

    assertThat(invoked).hasSizeGreaterThan(1).allMatch(t -> t.compareTo(Duration.ofSeconds(3)) < 0);
    assertThat(queue.calls()).endsWith("extend 0s m1");
    assertThat(time.monotonic().minus(begin)).isLessThan(Duration.ofSeconds(4));
  }

  private void run(InMemoryQueue queue, ScriptedInvoker invoker, Drain drain)
      throws InterruptedException {
    var messages = ((Received.Messages) queue.receive(10, Duration.ZERO, VISIBILITY)).messages();
    var hidden = new HiddenMessages(messages, VISIBILITY, time.monotonic());
    var surroundings = surroundings(invoker, time);
    var desk = new SettlingDesk(polled(queue), surroundings);
    try (Claim claim =
        invoker.claim(new FunctionName("ReviewEvent"), "test", Duration.ZERO).orElseThrow()) {
      new QueueRun(
              polled(queue), surroundings, hidden, desk, drain, new WorkInHand(surroundings.time()))
          .run(messages, claim);
    }
  }

  @Test
  void waits_for_the_last_receive_past_the_limit_and_gives_back_what_it_brings()
      throws InterruptedException {
    var queue = InMemoryQueue.standard(clock, VISIBILITY);
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    var poller = new QueuePoller(polled(queue), surroundings(invoker, clock));
    var receiving = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    queue.send("a");
    queue.duringNextReceive(
        () -> {
          receiving.countDown();
          await(finish);
        });
    poller.start();
    receiving.await();

    Thread stopping = Thread.ofVirtual().start(() -> stop(poller, Duration.ofMillis(100)));
    assertThat(stopping.join(Duration.ofSeconds(1))).as("stopped during a receive").isFalse();
    finish.countDown();
    stopping.join();

    assertThat(queue.visible()).containsExactly("m1");
    assertThat(invoker.requests()).isEmpty();
    assertThat(invoker.openClaims()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(QueuePoller poller, Duration atMost) {
    try {
      poller.stop(atMost);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
