package dev.sluice.ingest.poller;

import static dev.sluice.ingest.testing.ScriptedInvoker.failed;
import static dev.sluice.ingest.testing.ScriptedInvoker.succeeded;
import static dev.sluice.ingest.testing.ScriptedInvoker.throttled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.batch.ByteSize;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.testing.InMemoryQueue;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class QueuePollerTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(36);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final String NOTHING_FAILED = "{\"batchItemFailures\":[]}";

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final InMemoryQueue queue = InMemoryQueue.standard(time, VISIBILITY);
  private final RecordingListener listener = new RecordingListener();

  private QueuePoller poller(ScriptedInvoker invoker) {
    return poller(queue, "orders", BatchLimits.ofCount(10), invoker, time);
  }

  private QueuePoller poller(
      InMemoryQueue source,
      String name,
      BatchLimits limits,
      ScriptedInvoker invoker,
      Timekeeper clock) {
    var arn = Arn.parse("arn:aws:sqs:eu-central-1:111122223333:" + name);
    var mapping =
        new QueueMapping(
            EventSourceMappingId.of("stack", "Mapping"),
            "Mapping",
            new FunctionName("ReviewEvent"),
            arn,
            true,
            limits,
            true);
    return new QueuePoller(
        new PolledQueue(mapping, source, new SqsEventShape(arn, limits.window())),
        new Surroundings(invoker, listener, clock, new Random(1)));
  }

  private List<String> deletes() {
    return queue.calls().stream().filter(c -> c.startsWith("delete")).toList();
  }

  @Test
  @Rule({"SQS-012", "OBS-020", "OBS-022", "OBS-026"})
  void deletes_what_the_function_handled() throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded(NOTHING_FAILED));
    var poller = poller(invoker);
    queue.send("a");
    queue.send("b");

    assertThat(poller.turn()).isEqualTo(new Turn.Again());
    poller.stop(A_MINUTE);

    assertThat(queue.left()).isEmpty();
    assertThat(invoker.events()).hasSize(1);
    assertThat(invoker.openClaims()).isZero();
    assertThat(listener.events()).containsExactly("polled 2", "invoked 2", "deleted 2");
  }

  @Test
  void deletes_nothing_before_the_function_has_succeeded() throws InterruptedException {
    var deletesSeen = new CountDownLatch(1);
    var invoker =
        new ScriptedInvoker(
            _ -> {
              if (deletes().isEmpty()) {
                deletesSeen.countDown();
              }
              return succeeded(NOTHING_FAILED);
            });
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(deletesSeen.getCount()).as("no delete while the function runs").isZero();
    assertThat(deletes()).containsExactly("delete m1");
  }

  @Test
  @Rule({"SQS-031", "SQS-032"})
  void leaves_messages_to_their_visibility_timeout_when_the_function_fails()
      throws InterruptedException {
    var invoker = ScriptedInvoker.answering(failed(), succeeded("null"));
    var poller = poller(invoker);
    queue.send("a");
    queue.send("b");

    poller.turn();
    assertThat(listener.awaitSum("failedInvoke", 2)).isTrue();

    time.advance(VISIBILITY.minusSeconds(1));
    assertThat(queue.visible()).isEmpty();
    time.advance(Duration.ofSeconds(1));
    poller.turn();
    poller.stop(A_MINUTE);
    assertThat(invoker.events().get(1)).contains("\"ApproximateReceiveCount\":\"2\"");
    assertThat(deletes()).containsExactly("delete m1 m2");
  }

  @Test
  @Rule("SQS-041")
  void deletes_only_what_was_not_reported_as_failed() throws InterruptedException {
    var poller =
        poller(
            ScriptedInvoker.answering(
                succeeded("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}")));
    queue.send("a");
    queue.send("b");
    queue.send("c");

    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(queue.left()).containsExactly("m2");
    assertThat(queue.visible()).isEmpty();
    assertThat(listener.events())
        .containsExactly("polled 3", "invoked 3", "failedInvoke 3", "deleted 2");
  }

  @Test
  @Rule({"SQS-044", "SQS-045"})
  void deletes_nothing_when_the_answer_cannot_be_read() throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{\"batchItemFailures\":\"m1\"}")));
    queue.send("a");
    queue.send("b");

    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(deletes()).isEmpty();
    assertThat(queue.left()).hasSize(2);
    assertThat(listener.sum("failedInvoke")).isEqualTo(2);
  }

  @Test
  @Rule("SQS-035")
  void tries_a_throttled_batch_until_its_visibility_timeout_has_passed()
      throws InterruptedException {
    var invoker = ScriptedInvoker.answering(throttled());
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    poller.stop(Duration.ofDays(1));

    assertThat(invoker.requests().size()).isGreaterThan(3);
    assertThat(queue.visible()).containsExactly("m1");
    assertThat(queue.calls()).noneMatch(c -> c.startsWith("extend") || c.startsWith("delete"));
    assertThat(listener.sum("throttled")).isEqualTo(invoker.requests().size());
    assertThat(listener.sum("invoked")).isZero();
  }

  @Test
  @Rule("SQS-035")
  void runs_a_throttled_batch_once_there_is_room_without_a_new_receive()
      throws InterruptedException {
    var invoker = ScriptedInvoker.answering(throttled(), throttled(), succeeded("{}"));
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    poller.stop(Duration.ofDays(1));

    assertThat(queue.left()).isEmpty();
    assertThat(invoker.events()).hasSize(3).allMatch(e -> e.contains("Count\":\"1\""));
    assertThat(invoker.requests())
        .extracting(r -> r.requestId())
        .containsOnly(invoker.requests().getFirst().requestId());
  }

  @Test
  void receives_no_more_while_a_batch_is_refused() throws InterruptedException {
    var calls = new AtomicInteger();
    var triedAgain = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var invoker =
        new ScriptedInvoker(
            _ -> {
              if (calls.incrementAndGet() == 1) {
                return throttled();
              }
              triedAgain.countDown();
              goOn.await();
              return succeeded(NOTHING_FAILED);
            });
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    triedAgain.await();
    queue.send("b");

    assertThat(poller.turn()).isInstanceOf(Turn.Rest.class);
    assertThat(queue.visible()).containsExactly("m2");
    goOn.countDown();
    poller.stop(A_MINUTE);
  }

  @Test
  void keeps_messages_hidden_as_long_as_the_function_runs() throws InterruptedException {
    var finish = new CountDownLatch(1);
    var invoker = blockedUntil(finish);
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    for (int i = 0; i < 5; i++) {
      time.advance(VISIBILITY.multipliedBy(2).dividedBy(3));
      poller.keeper().turn();
      assertThat(queue.visible()).isEmpty();
    }
    finish.countDown();
    poller.stop(A_MINUTE);

    assertThat(queue.left()).isEmpty();
    assertThat(listener.sum("deleted")).isEqualTo(1);
    assertThat(listener.sum("deleteInDoubt")).isZero();
  }

  @Test
  void keeps_what_did_not_fit_at_first_hidden_while_it_runs() throws InterruptedException {
    var started = new CountDownLatch(2);
    var finish = new CountDownLatch(1);
    var invoker =
        new ScriptedInvoker(
            request -> {
              started.countDown();
              if (request.payload().text().contains("bbb")) {
                finish.await();
              }
              return succeeded("{}");
            });
    var limits = new BatchLimits(10, new ByteSize(1_000), Duration.ZERO);
    var poller = poller(queue, "orders", limits, invoker, time);
    queue.send("a".repeat(500));
    queue.send("b".repeat(500));

    poller.turn();
    started.await();
    time.advance(VISIBILITY.minusSeconds(1));
    poller.keeper().turn();
    time.advance(VISIBILITY.minusSeconds(1));

    assertThat(queue.left()).containsExactly("m2");
    assertThat(queue.visible()).isEmpty();
    finish.countDown();
    poller.stop(A_MINUTE);
    assertThat(listener.sum("deleted")).isEqualTo(2);
  }

  @Test
  void extends_nothing_before_half_of_the_visibility_timeout_is_over() throws InterruptedException {
    var finish = new CountDownLatch(1);
    var poller = poller(blockedUntil(finish));
    queue.send("a");

    poller.turn();
    time.advance(VISIBILITY.dividedBy(2).minusSeconds(1));
    poller.keeper().turn();
    finish.countDown();
    poller.stop(A_MINUTE);

    assertThat(queue.calls()).noneMatch(c -> c.startsWith("extend"));
  }

  @Test
  void counts_a_delete_after_the_visibility_timeout_as_in_doubt() throws InterruptedException {
    var finish = new CountDownLatch(1);
    var poller = poller(blockedUntil(finish));
    queue.send("a");

    poller.turn();
    time.advance(VISIBILITY);
    finish.countDown();
    poller.stop(A_MINUTE);

    assertThat(deletes()).containsExactly("delete m1");
    assertThat(listener.sum("deleteInDoubt")).isEqualTo(1);
    assertThat(listener.sum("deleted")).isZero();
  }

  @Test
  void deletes_again_what_could_not_be_deleted_at_first() throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));
    queue.send("a");
    queue.send("b");
    queue.answerDeletes(1, new EntryResult.Failed("InternalError"));

    poller.turn();
    poller.stop(Duration.ofDays(1));

    assertThat(deletes()).containsExactly("delete m1 m2", "delete m1");
    assertThat(queue.left()).isEmpty();
    assertThat(listener.sum("deleted")).isEqualTo(2);
  }

  @Test
  @Rule({"SQS-038", "OBS-026"})
  void counts_no_delete_that_did_not_succeed() throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));
    queue.send("a");
    queue.answerDeletes(1_000, new EntryResult.Failed("InternalError"));

    poller.turn();
    poller.stop(Duration.ofDays(1));

    assertThat(deletes().size()).isGreaterThan(3);
    assertThat(listener.sum("deleted")).isZero();
    assertThat(queue.visible()).containsExactly("m1");
  }

  @Test
  @Rule("SQS-036")
  void invokes_a_failing_message_as_often_as_its_redrive_policy_allows()
      throws InterruptedException {
    var dead = InMemoryQueue.standard(time, VISIBILITY);
    var source = InMemoryQueue.redriving(time, VISIBILITY, 3, dead);
    var invoker = ScriptedInvoker.answering(failed());
    var poller = poller(source, "orders", BatchLimits.ofCount(10), invoker, time);
    source.send("a");

    for (int i = 1; i <= 6; i++) {
      poller.turn();
      assertThat(listener.awaitSum("failedInvoke", Math.min(i, 3))).isTrue();
      time.advance(VISIBILITY);
    }

    assertThat(invoker.requests()).hasSize(3);
    assertThat(source.left()).isEmpty();
    assertThat(dead.left()).containsExactly("m1");
  }

  @Test
  @Rule("SQS-049")
  void tolerates_messages_that_vanish_during_the_invocation() throws InterruptedException {
    var invoker =
        new ScriptedInvoker(
            _ -> {
              queue.purge();
              return failed();
            });
    var poller = poller(invoker);
    queue.send("a");

    poller.turn();
    assertThat(listener.awaitSum("failedInvoke", 1)).isTrue();
    time.advance(VISIBILITY);

    assertThat(poller.turn()).isEqualTo(new Turn.Again());
    assertThat(listener.sum("polled")).isEqualTo(1);
  }

  @Test
  @Rule("SQS-018")
  void sends_what_does_not_fit_in_the_next_batch_without_a_new_receive()
      throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    var limits = new BatchLimits(10, new ByteSize(1_000), Duration.ZERO);
    var poller = poller(queue, "orders", limits, invoker, time);
    queue.send("a".repeat(500));
    queue.send("b".repeat(500));

    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(invoker.events()).hasSize(2);
    assertThat(invoker.events().get(0)).contains("aaa").doesNotContain("bbb");
    assertThat(queue.calls().stream().filter(c -> c.startsWith("receive"))).hasSize(1);
    assertThat(queue.left()).isEmpty();
  }

  @Test
  void runs_no_later_message_of_a_fifo_group_after_one_has_failed() throws InterruptedException {
    var source = InMemoryQueue.fifo(time, VISIBILITY);
    var invoker = ScriptedInvoker.answering(failed(), succeeded("{}"));
    var limits = new BatchLimits(10, new ByteSize(1_000), Duration.ZERO);
    var poller = poller(source, "orders.fifo", limits, invoker, time);
    source.sendToGroup("g", "1".repeat(500));
    source.sendToGroup("g", "2".repeat(500));
    source.sendToGroup("h", "3".repeat(500));

    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(invoker.events()).hasSize(2);
    assertThat(invoker.events().get(1)).contains("333").doesNotContain("\"m2\"");
    assertThat(source.left()).containsExactly("m1", "m2");
  }

  @Test
  void receives_nothing_while_there_is_no_room() throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    invoker.setRoom(false);
    var poller = poller(invoker);
    queue.send("a");

    assertThat(poller.turn()).isInstanceOf(Turn.Rest.class);

    assertThat(queue.calls()).containsExactly("settings");
  }

  @Test
  @Rule("OBS-020")
  void gives_its_claim_back_after_an_empty_receive() throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    var poller = poller(invoker);

    poller.turn();

    assertThat(invoker.openClaims()).isZero();
    assertThat(listener.events()).containsExactly("polled 0");
  }

  @Test
  void names_the_queues_visibility_timeout_and_reads_it_again_every_minute()
      throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));

    poller.turn();
    queue.changeVisibilityTimeout(Duration.ofSeconds(50));
    time.advance(Duration.ofSeconds(59));
    poller.turn();
    time.advance(Duration.ofSeconds(1));
    poller.turn();

    assertThat(queue.calls())
        .containsExactly("settings", "receive 36s", "receive 36s", "settings", "receive 50s");
  }

  @Test
  void asks_for_settings_that_cannot_be_read_once_a_minute_only() throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));
    poller.turn();

    queue.refuseSettings(true);
    for (int minute = 0; minute < 2; minute++) {
      time.advance(A_MINUTE);
      assertThat(poller.turn()).isEqualTo(new Turn.Again());
      assertThat(poller.turn()).isEqualTo(new Turn.Again());
    }

    assertThat(queue.calls().stream().filter(c -> c.equals("settings"))).hasSize(3);
    assertThat(queue.calls().stream().filter(c -> c.equals("receive 36s"))).hasSize(5);
  }

  @Test
  void rests_no_longer_after_a_failed_receive_because_settings_failed_before()
      throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));
    poller.turn();
    queue.refuseSettings(true);
    for (int minute = 0; minute < 9; minute++) {
      time.advance(A_MINUTE);
      poller.turn();
    }

    queue.setUnavailable("out of reach");
    var rest = (Turn.Rest) poller.turn();

    assertThat(rest.duration()).isLessThanOrEqualTo(Duration.ofMillis(500));
  }

  @Test
  void rests_longer_each_time_while_the_queue_does_not_answer() throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    var poller = poller(invoker);
    queue.send("a");
    poller.turn();
    assertThat(listener.awaitSum("deleted", 1)).isTrue();

    queue.setUnavailable("out of reach");
    Duration first = ((Turn.Rest) poller.turn()).duration();
    poller.turn();
    poller.turn();
    Duration fourth = ((Turn.Rest) poller.turn()).duration();
    queue.setUnavailable(null);

    assertThat(first).isPositive();
    assertThat(fourth).isGreaterThan(first);
    assertThat(poller.turn()).isEqualTo(new Turn.Again());
    poller.stop(A_MINUTE);
    assertThat(invoker.openClaims()).isZero();
  }

  @Test
  void goes_on_when_a_missing_queue_appears() throws InterruptedException {
    queue.setMissing(true);
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));

    assertThat(poller.turn()).isInstanceOf(Turn.Rest.class);
    queue.setMissing(false);
    queue.send("a");
    poller.turn();
    poller.stop(A_MINUTE);

    assertThat(queue.left()).isEmpty();
  }

  @Test
  void gives_back_what_a_receive_brings_after_the_drain_limit() throws InterruptedException {
    var invoker = ScriptedInvoker.answering(succeeded("{}"));
    var poller = poller(invoker);
    queue.send("a");
    queue.duringNextReceive(() -> stop(poller, Duration.ZERO));

    poller.turn();
    assertThat(queue.awaitVisible("m1")).isTrue();

    assertThat(invoker.requests()).isEmpty();
    assertThat(queue.calls()).endsWith("extend 0s m1");
    while (!(poller.keeper().turn() instanceof Turn.Finished)) {
      Thread.onSpinWait(); // until the run's thread has ended
    }
  }

  @Test
  void runs_what_a_receive_brings_before_the_drain_limit() throws InterruptedException {
    var poller = poller(ScriptedInvoker.answering(succeeded("{}")));
    queue.send("a");
    queue.duringNextReceive(() -> stop(poller, A_MINUTE));

    poller.turn();

    assertThat(listener.awaitSum("deleted", 1)).isTrue();
    assertThat(queue.left()).isEmpty();
  }

  @Test
  void settles_what_runs_before_it_has_stopped() throws InterruptedException {
    var started = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    var poller =
        poller(
            new ScriptedInvoker(
                _ -> {
                  started.countDown();
                  finish.await();
                  return succeeded("{}");
                }));
    queue.send("a");
    poller.turn();
    started.await();

    Thread stopping = Thread.ofVirtual().start(() -> stop(poller, A_MINUTE));
    finish.countDown();
    stopping.join();

    assertThat(queue.left()).isEmpty();
  }

  @Test
  void works_off_a_queue_on_its_own_threads_and_stops() throws InterruptedException {
    var clock = Timekeeper.system();
    var source = InMemoryQueue.standard(clock, VISIBILITY);
    var poller =
        poller(
            source,
            "orders",
            BatchLimits.ofCount(10),
            ScriptedInvoker.answering(succeeded("{}")),
            clock);
    for (int i = 0; i < 95; i++) {
      source.send("message " + i);
    }

    poller.start();
    assertThat(listener.awaitSum("deleted", 95)).isTrue();
    poller.stop(A_MINUTE);

    assertThat(source.left()).isEmpty();
    assertThat(listener.sum("invoked")).isEqualTo(95);
  }

  private static ScriptedInvoker blockedUntil(CountDownLatch finish) {
    return new ScriptedInvoker(
        _ -> {
          finish.await();
          return succeeded(NOTHING_FAILED);
        });
  }

  private static void stop(QueuePoller poller, Duration atMost) {
    try {
      poller.stop(atMost);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
