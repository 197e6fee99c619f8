package dev.sluice.ingest.eventqueue;

import static dev.sluice.ingest.eventqueue.ScriptedInvoker.FAILED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How an inbox's message is kept from others while it is in hand, and got rid of.
class MessageInHandTest {

  private final EventQueueBench bench = new EventQueueBench();

  @Test
  void is_hidden_from_others_for_as_long_as_its_function_runs() throws InterruptedException {
    RequestId id = bench.accept("{}");
    var consumer = bench.consumer();
    var other = bench.consumer();
    bench.invoker.duringInvoke(
        () -> {
          bench.invoker.duringInvoke(() -> {});
          for (int i = 0; i < 60; i++) { // five minutes, where the timeout is one
            bench.time.advance(Duration.ofSeconds(5));
            turn(consumer.keeper());
            turn(other);
          }
        });

    consumer.turn();

    assertThat(bench.invoker.ids()).containsExactly(id);
    assertThat(bench.inbox.size()).isZero();
    assertThat(bench.rows.look(id)).isEqualTo(new EventRows.Look.Absent());
  }

  @Test
  void is_left_alone_by_the_keeper_once_its_function_has_run() throws InterruptedException {
    bench.accept("{}");
    bench.invoker.answer(FAILED);
    var consumer = bench.consumer();
    consumer.turn();
    Instant next = bench.inbox.nextVisible().orElseThrow();

    bench.time.advance(Duration.ofSeconds(50));
    turn(consumer.keeper());

    assertThat(bench.inbox.nextVisible()).hasValue(next);
    consumer.beginStop(Duration.ZERO);
    assertThat(consumer.keeper().turn()).isEqualTo(new Turn.Finished());
  }

  @Test
  void revives_nothing_when_it_was_received_again_while_its_first_run_went_on()
      throws InterruptedException {
    RequestId id = bench.accept("{}");
    var other = bench.consumer();
    bench.invoker.answer(SUCCEEDED, FAILED);
    bench.invoker.duringInvoke(
        () -> {
          bench.invoker.duringInvoke(() -> {});
          bench.time.advance(Duration.ofMinutes(2)); // and no keeper takes its turn
        });
    bench.consumer().turn();

    // A copy of the message, as a queue may deliver it: it has been received before.
    bench.inbox.restore();
    bench.time.advance(Duration.ofMinutes(2));
    bench.untilQuiet(other);

    assertThat(bench.rows.look(id)).isEqualTo(new EventRows.Look.Present(new EventRow.Done()));
    assertThat(bench.invoker.ids()).containsExactly(id);
    assertThat(bench.heard).endsWith("succeeded", "stale");
  }

  @Test
  void is_hidden_for_a_minute_before_a_failure_record_is_sent() throws InterruptedException {
    bench.timeout = Duration.ofSeconds(3);
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), EventQueueBench.LETTERS);
    bench.invoker.answer(FAILED);
    List<Duration> hiddenFor = new ArrayList<>();
    bench.duringDelivery =
        () ->
            hiddenFor.add(
                Duration.between(bench.time.now(), bench.inbox.nextVisible().orElseThrow()));
    bench.deliveries.add(new Delivery.Refused("not now", true));

    bench.consumer().turn();

    assertThat(hiddenFor)
        .hasSize(2)
        .allSatisfy(left -> assertThat(left).isGreaterThan(Duration.ofSeconds(30)));
    assertThat(hiddenFor.getFirst()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void is_deleted_again_until_the_inbox_confirms() throws InterruptedException {
    bench.accept("{}");
    var deaf = new DeafInbox(3);

    bench.consumer(deaf, bench.rows).turn();

    assertThat(deaf.deletes).isEqualTo(4);
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void runs_no_second_time_when_it_could_not_be_deleted() throws InterruptedException {
    RequestId id = bench.accept("{}");

    bench.consumer(new DeafInbox(Integer.MAX_VALUE), bench.rows).turn();
    bench.untilQuiet(bench.consumer());

    assertThat(bench.invoker.ids()).containsExactly(id);
    assertThat(bench.heard).endsWith("succeeded", "stale");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void leaves_a_row_that_outlives_every_copy_a_queue_may_keep() throws InterruptedException {
    bench.accept("{}");
    bench.invoker.answer(FAILED);
    List<Instant> expiries = new ArrayList<>();
    var rows =
        new EventRows() {
          @Override
          public Look look(RequestId id) {
            return bench.rows.look(id);
          }

          @Override
          public Write move(@Nullable EventToken from, EventRow.Waiting to) {
            return bench.rows.move(from, to);
          }

          @Override
          public Write finish(RequestId id, @Nullable EventToken from, Instant expires) {
            expiries.add(expires);
            return bench.rows.finish(id, from, expires);
          }
        };

    bench.untilQuiet(bench.consumer(bench.inbox, rows));

    assertThat(expiries)
        .singleElement()
        .satisfies(e -> assertThat(e).isAfter(bench.time.now().plus(Duration.ofDays(14))));
  }

  @Test
  void holds_no_claim_while_the_record_of_an_aged_event_is_delivered() throws InterruptedException {
    bench.accept("{}");
    bench.time.advance(Duration.ofHours(7));

    bench.consumer().turn();

    assertThat(bench.letters).hasSize(1);
    assertThat(bench.claimsAtDelivery).containsExactly(0);
  }

  private static void turn(TurnTaker taker) {
    try {
      taker.turn();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// Does not confirm the first deletes, which do not take place. Used by one thread.
  private final class DeafInbox extends StoppingInbox {

    private final int deaf;
    private int deletes;

    DeafInbox(int deaf) {
      super(bench.inbox);
      this.deaf = deaf;
    }

    @Override
    public boolean delete(InboxMessage message) {
      return ++deletes > deaf && super.delete(message);
    }
  }
}
