package dev.sluice.ingest.eventqueue;

import static dev.sluice.ingest.eventqueue.ScriptedInvoker.FAILED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.SUCCEEDED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventQueueConsumerTest {

  private final EventQueueBench bench = new EventQueueBench();

  @Test
  @Rule({"ASYNC-001", "ASYNC-003", "LEASE-010"})
  void has_the_function_try_an_accepted_event_under_the_id_the_caller_got()
      throws InterruptedException {
    RequestId id = bench.accept("{\"a\":1}");

    bench.consumer().turn();

    InvocationRequest request = bench.invoker.requests().getFirst();
    assertThat(request.requestId()).isEqualTo(id);
    assertThat(request.payload().text()).isEqualTo("{\"a\":1}");
    assertThat(request.traceHeader()).isEqualTo("Root=1-2-3");
    assertThat(bench.inbox.size()).isZero();
    assertThat(bench.invoker.openClaims()).isZero();
    assertThat(bench.heard).containsExactly("received", "attempted at 0 s", "succeeded");
    assertThat(bench.rows.look(id)).isEqualTo(new EventRows.Look.Absent());
  }

  @Test
  @Rule({"ASYNC-001", "ASYNC-010", "ASYNC-011"})
  void tries_three_times_under_one_id_and_then_delivers_the_record() throws InterruptedException {
    RequestId id = bench.accept("{\"a\":1}");
    bench.invoker.answer(FAILED, FAILED, FAILED);

    bench.untilQuiet(bench.consumer());

    assertThat(bench.invoker.ids()).containsExactly(id, id, id);
    assertThat(bench.invoker.requests())
        .allSatisfy(r -> assertThat(r.payload().text()).isEqualTo("{\"a\":1}"))
        .allSatisfy(r -> assertThat(r.traceHeader()).isEqualTo("Root=1-2-3"));
    assertThat(bench.letters).hasSize(1);
    assertThat(bench.letters.getFirst().requestId()).isEqualTo(id);
    assertThat(bench.letters.getFirst().ending().condition()).isEqualTo(Condition.RetriesExhausted);
    assertThat(bench.letters.getFirst().ending().approximateInvokeCount()).isEqualTo(3);
    assertThat(bench.letters.getFirst().request().text()).isEqualTo("{\"a\":1}");
    assertThat(bench.letterTraces).containsExactly("Root=1-2-3");
    assertThat(bench.heard)
        .containsExactly(
            "received",
            "attempted at 0 s",
            "waits 60 s",
            "attempted at 60 s",
            "waits 120 s",
            "attempted at 180 s",
            "delivered",
            "discarded RetriesExhausted");
    assertThat(bench.rows.look(id)).isEqualTo(new EventRows.Look.Present(new EventRow.Done()));
  }

  @Test
  void brings_a_throttled_event_back_until_there_is_room() throws InterruptedException {
    bench.accept("{}");
    bench.invoker.answer(
        THROTTLED, new InvocationOutcome.Unavailable("starting"), THROTTLED, SUCCEEDED);

    bench.untilQuiet(bench.consumer());

    assertThat(bench.heard).containsSubsequence("waits 1 s", "waits 2 s", "waits 4 s", "succeeded");
    assertThat(bench.letters).isEmpty();
  }

  @Test
  @Rule({"ASYNC-018", "DEST-025"})
  void sends_an_event_whose_function_may_not_run_straight_to_the_destination()
      throws InterruptedException {
    bench.accept("{}");
    bench.noConcurrency = true;
    bench.invoker.hasRoom(false);

    bench.consumer().turn();

    assertThat(bench.invoker.requests()).isEmpty();
    assertThat(bench.letters.getFirst().ending().condition())
        .isEqualTo(Condition.ZeroReservedConcurrency);
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  @Rule("ASYNC-006")
  void obeys_the_configuration_in_force_when_the_attempt_ends() throws InterruptedException {
    bench.accept("{}");
    bench.invoker.answer(FAILED, FAILED);
    var consumer = bench.consumer();
    consumer.turn();
    bench.config = new EventInvokeConfig(1, Duration.ofHours(6), EventQueueBench.LETTERS);

    bench.untilQuiet(consumer);

    assertThat(bench.letters.getFirst().ending().approximateInvokeCount()).isEqualTo(2);
  }

  @Test
  @Rule("ASYNC-021")
  void goes_on_with_other_events_while_one_waits() throws InterruptedException {
    RequestId first = bench.accept("{}");
    RequestId second = bench.accept("{}");
    bench.invoker.answer(FAILED);

    var consumer = bench.consumer();
    consumer.turn();
    consumer.turn();

    assertThat(bench.invoker.ids()).containsExactly(first, second);
  }

  @Test
  void counts_a_discarded_event_as_dropped_when_there_is_no_destination()
      throws InterruptedException {
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), null);
    bench.invoker.answer(FAILED);

    bench.untilQuiet(bench.consumer());

    assertThat(bench.heard).endsWith("dropped RetriesExhausted", "discarded RetriesExhausted");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  @Rule("LEASE-011")
  void keeps_the_message_until_the_destination_has_the_record() throws InterruptedException {
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), EventQueueBench.LETTERS);
    bench.invoker.answer(FAILED);
    bench.deliveries.addAll(Collections.nCopies(5, new Delivery.Refused("not now", true)));

    bench.consumer().turn();

    assertThat(bench.invoker.requests()).hasSize(1);
    assertThat(bench.letters).hasSize(1);
    assertThat(Collections.frequency(bench.heard, "delivery failed")).isEqualTo(5);
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void drops_and_counts_an_event_whose_destination_refuses_for_too_long()
      throws InterruptedException {
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), EventQueueBench.LETTERS);
    bench.invoker.answer(FAILED);
    bench.deliveries.addAll(Collections.nCopies(10_000, new Delivery.Refused("no", true)));
    var begin = bench.time.now();

    bench.consumer().turn();

    assertThat(Duration.between(begin, bench.time.now()))
        .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
    assertThat(bench.heard).endsWith("dropped RetriesExhausted", "discarded RetriesExhausted");
    assertThat(bench.invoker.requests()).hasSize(1);
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void drops_at_once_what_the_destination_will_never_take() throws InterruptedException {
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), EventQueueBench.LETTERS);
    bench.invoker.answer(FAILED);
    bench.deliveries.add(new Delivery.Refused("too large", false));

    bench.consumer().turn();

    assertThat(bench.heard).containsSubsequence("delivery failed", "dropped RetriesExhausted");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  @Rule("EVT-014")
  void runs_what_a_bucket_delivered_and_counts_it_as_received_once() throws InterruptedException {
    String event = Fixtures.compact("event-s3-created.json");
    bench.inbox.send(new OutgoingMessage(event, null, Map.of()), Duration.ZERO);
    bench.invoker.answer(FAILED);

    bench.untilQuiet(bench.consumer());

    assertThat(bench.invoker.requests())
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.payload().text()).isEqualTo(event));
    assertThat(bench.invoker.requests().stream().map(InvocationRequest::traceHeader).distinct())
        .singleElement()
        .asString()
        .startsWith("Root=1-");
    assertThat(Collections.frequency(bench.heard, "received")).isEqualTo(1);
  }

  @Test
  @Rule("EVT-011")
  void deletes_the_test_message_of_a_bucket_without_calling_anybody() throws InterruptedException {
    bench.inbox.send(
        new OutgoingMessage(Fixtures.compact("event-s3-test.json"), null, Map.of()), Duration.ZERO);

    bench.consumer().turn();

    assertThat(bench.heard).containsExactly("ignored");
    assertThat(bench.inbox.size()).isZero();
    assertThat(bench.invoker.requests()).isEmpty();
    assertThat(bench.invoker.openClaims()).isZero();
  }

  @Test
  void keeps_what_it_cannot_read_for_somebody_who_can() throws InterruptedException {
    bench.inbox.send(new OutgoingMessage("hello", null, Map.of()), Duration.ZERO);
    bench.inbox.send(
        new OutgoingMessage("{}", null, Map.of("sluice-kind", "event", "sluice-version", "2")),
        Duration.ZERO);

    var consumer = bench.consumer();
    consumer.turn();
    consumer.turn();
    consumer.turn();

    assertThat(bench.heard).containsExactly("unreadable", "unreadable");
    assertThat(bench.inbox.size()).isEqualTo(2);
    assertThat(bench.invoker.requests()).isEmpty();
  }

  @Test
  void takes_no_body_for_one_of_its_own_messages() throws InterruptedException {
    String body = "{\"sluice-kind\":\"successor\",\"sluice-token\":\"t\"}";
    bench.inbox.send(new OutgoingMessage(body, null, Map.of()), Duration.ZERO);

    bench.consumer().turn();

    assertThat(bench.heard).containsExactly("unreadable");
  }

  @Test
  void receives_nothing_while_there_is_no_room() throws InterruptedException {
    bench.accept("{}");
    bench.invoker.hasRoom(false);

    assertThat(bench.consumer().turn()).isEqualTo(new Turn.Again());

    assertThat(bench.inbox.receive(Duration.ZERO, Duration.ofSeconds(1)))
        .hasValueSatisfying(m -> assertThat(m.receiveCount()).isEqualTo(1));
  }

  @Test
  void takes_no_further_turn_once_it_stops() throws InterruptedException {
    bench.accept("{}");
    var consumer = bench.consumer();

    consumer.stop(Duration.ofSeconds(25));

    assertThat(consumer.turn()).isEqualTo(new Turn.Finished());
    assertThat(bench.invoker.requests()).isEmpty();
  }

  @Test
  void gives_back_what_the_last_receive_brings_when_the_drain_is_over()
      throws InterruptedException {
    bench.accept("{}");
    var stopping = new StoppingInbox(bench.inbox);
    var consumer = bench.consumer(stopping, bench.rows);
    stopping.duringReceive =
        () -> {
          consumer.beginStop(Duration.ofSeconds(5));
          bench.time.advance(Duration.ofSeconds(6));
        };

    consumer.turn();

    assertThat(bench.heard).containsExactly("received", "given back");
    assertThat(bench.invoker.requests()).isEmpty();
    assertThat(bench.inbox.receive(Duration.ZERO, Duration.ofSeconds(1))).isPresent();
  }

  @Test
  void waits_for_the_last_receive_past_the_drain_limit_and_gives_back_what_it_brings()
      throws InterruptedException {
    bench.accept("{}");
    var stopping = new StoppingInbox(bench.inbox);
    var consumer = bench.consumer(stopping, bench.rows);
    var receiving = new CountDownLatch(1);
    var finish = new CountDownLatch(1);
    stopping.duringReceive =
        () -> {
          receiving.countDown();
          awaitUninterruptibly(finish);
        };
    consumer.start();
    receiving.await();

    Thread stop = Thread.ofVirtual().start(() -> stop(consumer));
    assertThat(stop.join(Duration.ofSeconds(1))).as("stopped during a receive").isFalse();
    finish.countDown();
    stop.join();

    assertThat(bench.heard).containsExactly("received", "given back");
    assertThat(bench.inbox.receive(Duration.ZERO, Duration.ofSeconds(1))).isPresent();
  }

  private static void stop(EventQueueConsumer consumer) {
    try {
      consumer.stop(Duration.ZERO);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void runs_what_the_last_receive_brings_while_the_drain_lasts() throws InterruptedException {
    bench.accept("{}");
    var stopping = new StoppingInbox(bench.inbox);
    var consumer = bench.consumer(stopping, bench.rows);
    stopping.duringReceive = () -> consumer.beginStop(Duration.ofSeconds(25));

    consumer.turn();

    assertThat(bench.heard).endsWith("succeeded");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void spends_no_attempt_on_an_invocation_that_outlasted_the_drain() throws InterruptedException {
    RequestId id = bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), null);
    var consumer = bench.consumer();
    bench.invoker.answer(FAILED);
    bench.invoker.duringInvoke(
        () -> {
          consumer.beginStop(Duration.ofSeconds(5));
          bench.time.advance(Duration.ofSeconds(6));
        });

    consumer.turn();
    bench.invoker.duringInvoke(() -> {});
    bench.consumer().turn();

    assertThat(bench.heard).endsWith("given back", "attempted at 6 s", "succeeded");
    assertThat(bench.invoker.ids()).containsExactly(id, id);
  }

  @Test
  void gives_back_an_event_that_the_stopping_node_no_longer_runs() throws InterruptedException {
    RequestId id = bench.accept("{}");
    var stopping = new StoppingInbox(bench.inbox);
    var consumer = bench.consumer(stopping, bench.rows);
    stopping.duringReceive = () -> consumer.beginStop(Duration.ofSeconds(25));
    bench.invoker.answer(new InvocationOutcome.Unavailable("the node stops"));

    consumer.turn();
    bench.consumer().turn();

    assertThat(bench.heard).endsWith("given back", "attempted at 0 s", "succeeded");
    assertThat(bench.invoker.ids()).containsExactly(id, id);
  }
}
