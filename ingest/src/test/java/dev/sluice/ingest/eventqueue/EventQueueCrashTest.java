package dev.sluice.ingest.eventqueue;

import static dev.sluice.ingest.eventqueue.ScriptedInvoker.FAILED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.SUCCEEDED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A node dies at each call it makes to the inbox and the table, before the call took effect and
/// after, and another goes on from what it left.
class EventQueueCrashTest {

  private static final InvocationOutcome[] ALWAYS_FAILS =
      Collections.nCopies(20, FAILED).toArray(InvocationOutcome[]::new);

  @Test
  @Rule("ASYNC-004")
  void loses_no_failing_event_and_tries_it_at_most_once_more() throws InterruptedException {
    Set<String> deaths = new HashSet<>();
    for (boolean before : List.of(true, false)) {
      for (int call = 1; ; call++) {
        var bench = new EventQueueBench();
        RequestId id = bench.accept("{\"a\":1}");
        bench.invoker.answer(ALWAYS_FAILS);

        String death = dieAndGoOn(bench, call, before);

        String when = "died " + death + ", call " + call;
        assertThat(bench.inbox.size()).as(when).isZero();
        assertThat(bench.letters.size()).as(when).isBetween(1, death == null ? 1 : 2);
        assertThat(bench.letters)
            .as(when)
            .allSatisfy(l -> assertThat(l.requestId()).isEqualTo(id))
            .allSatisfy(l -> assertThat(l.ending().approximateInvokeCount()).isEqualTo(3));
        assertThat(bench.invoker.ids().size()).as(when).isBetween(3, death == null ? 3 : 4);
        assertThat(bench.invoker.ids()).as(when).containsOnly(id);
        if (death == null) {
          break;
        }
        deaths.add(death);
      }
    }
    assertThat(deaths)
        .contains(
            "before send",
            "after send",
            "before move",
            "after move",
            "before delete",
            "after delete",
            "before finish",
            "after finish");
  }

  @Test
  void revives_no_event_that_succeeded_after_a_wait() throws InterruptedException {
    for (boolean before : List.of(true, false)) {
      for (int call = 1; ; call++) {
        var bench = new EventQueueBench();
        bench.accept("{}");
        // Wherever it dies, the function fails exactly once and succeeds ever after.
        bench.invoker.answer(FAILED, SUCCEEDED, SUCCEEDED, SUCCEEDED);

        String death = dieAndGoOn(bench, call, before);

        String when = "died " + death + ", call " + call;
        assertThat(bench.inbox.size()).as(when).isZero();
        assertThat(bench.letters).as(when).isEmpty();
        assertThat(bench.invoker.ids().size()).as(when).isBetween(2, death == null ? 2 : 3);
        if (death == null) {
          break;
        }
      }
    }
  }

  @Test
  void revives_no_event_that_succeeded_before_a_successor_left_behind_was_met()
      throws InterruptedException {
    var bench = new EventQueueBench();
    bench.timeout = Duration.ofSeconds(10); // the first message is back before its successor
    bench.accept("{}");
    bench.invoker.answer(FAILED, SUCCEEDED);

    int send = 4; // receive, hide, hide for a minute, send
    String death = dieAndGoOn(bench, send, false);

    assertThat(death).isEqualTo("after send");
    assertThat(bench.invoker.ids()).hasSize(2);
    assertThat(bench.heard).endsWith("succeeded", "stale");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void loses_no_throttled_event() throws InterruptedException {
    for (boolean before : List.of(true, false)) {
      for (int call = 1; ; call++) {
        var bench = new EventQueueBench();
        bench.accept("{}");
        bench.invoker.answer(THROTTLED, THROTTLED, THROTTLED);

        String death = dieAndGoOn(bench, call, before);

        assertThat(bench.inbox.size()).as("died %s", death).isZero();
        assertThat(bench.heard).as("died %s", death).contains("succeeded");
        if (death == null) {
          break;
        }
      }
    }
  }

  /// The one who sent a successor may be slow rather than dead.
  @Test
  void keeps_an_event_whose_successor_is_met_before_its_row_was_moved()
      throws InterruptedException {
    var bench = new EventQueueBench();
    RequestId id = bench.accept("{}");
    bench.invoker.answer(FAILED, THROTTLED);
    var other = bench.consumer();
    var slow =
        new Meddling(bench.rows) {
          @Override
          public Write move(@Nullable EventToken from, EventRow.Waiting to) {
            if (from == null) {
              bench.time.advance(Duration.ofSeconds(61)); // the successor shows up elsewhere
              turn(other);
            }
            return super.move(from, to);
          }
        };

    bench.consumer(bench.inbox, slow).turn();
    bench.untilQuiet(other);

    assertThat(bench.invoker.ids()).containsExactly(id, id, id);
    assertThat(bench.heard).endsWith("succeeded");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void keeps_a_message_while_the_table_is_out_of_reach() throws InterruptedException {
    var bench = new EventQueueBench();
    bench.accept("{}");
    bench.invoker.answer(FAILED);
    Instant backAt = bench.time.now().plus(Duration.ofMinutes(40));
    var cutOff =
        new Meddling(bench.rows) {
          private boolean isCutOff() {
            return bench.time.now().isBefore(backAt);
          }

          @Override
          public Look look(RequestId id) {
            return isCutOff() ? new Look.Unknown("out of reach") : super.look(id);
          }

          @Override
          public Write move(@Nullable EventToken from, EventRow.Waiting to) {
            return isCutOff() ? Write.UNKNOWN : super.move(from, to);
          }
        };

    bench.untilQuiet(bench.consumer(bench.inbox, cutOff));

    assertThat(bench.heard)
        .containsExactly(
            "received", "attempted at 0 s", "waits 60 s", "attempted at 2405 s", "succeeded");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  void runs_one_of_two_successors_when_the_answer_to_a_send_was_lost() throws InterruptedException {
    var bench = new EventQueueBench();
    bench.accept("{}");
    bench.invoker.answer(FAILED);
    var forgetful =
        new EventInbox() {
          private int sends;

          @Override
          public Sending send(OutgoingMessage message, Duration delay) {
            Sending sent = bench.inbox.send(message, delay);
            return ++sends == 1 ? new Sending.NotSent("the answer was lost") : sent;
          }

          @Override
          public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
            return bench.inbox.receive(atMost, visibility);
          }

          @Override
          public boolean hide(InboxMessage message, Duration visibility) {
            return bench.inbox.hide(message, visibility);
          }

          @Override
          public boolean delete(InboxMessage message) {
            return bench.inbox.delete(message);
          }
        };

    bench.untilQuiet(bench.consumer(forgetful, bench.rows));

    assertThat(bench.invoker.ids()).hasSize(2);
    assertThat(bench.heard).contains("stale", "succeeded");
  }

  @Test
  void deletes_a_successor_left_behind_by_an_event_whose_row_has_expired()
      throws InterruptedException {
    var bench = new EventQueueBench();
    RequestId id = bench.accept("{}");
    bench.consumer().turn();
    var left =
        new InboxFormat.Reading.Successor(
            new QueuedEvent(EventQueueBench.FUNCTION, id, bench.time.now(), 1, 0),
            bench.invoker.requests().getFirst().payload(),
            new EventToken("left"),
            null);
    bench.inbox.send(InboxFormat.successor(left, null), Duration.ZERO);
    bench.time.advance(Duration.ofHours(25));

    bench.consumer().turn();

    assertThat(bench.invoker.ids()).hasSize(1);
    assertThat(bench.heard).endsWith("stale");
    assertThat(bench.inbox.size()).isZero();
  }

  @Test
  @Rule("LEASE-011")
  void delivers_again_rather_than_not_at_all_when_it_dies_after_the_delivery()
      throws InterruptedException {
    var bench = new EventQueueBench();
    bench.accept("{}");
    bench.config = new EventInvokeConfig(0, Duration.ofHours(6), EventQueueBench.LETTERS);
    bench.invoker.answer(ALWAYS_FAILS);
    bench.deliveries.add(new Delivery.Delivered());
    var letters = new ArrayList<Integer>();
    var dying =
        new StoppingInbox(bench.inbox) {
          @Override
          public boolean delete(InboxMessage message) {
            letters.add(bench.letters.size());
            throw new FragileStores.Death("before delete");
          }
        };

    try {
      bench.consumer(dying, bench.rows).turn();
    } catch (FragileStores.Death expected) {
      bench.untilQuiet(bench.consumer());
    }

    assertThat(letters).containsExactly(1);
    assertThat(bench.letters).hasSize(2);
  }

  /// Dies at the call, then lets another consumer go on until the inbox is empty.
  ///
  /// @return where it died; null when there were not so many calls
  private static @Nullable String dieAndGoOn(EventQueueBench bench, int call, boolean before)
      throws InterruptedException {
    var fragile = new FragileStores(bench.inbox, bench.rows, call, before);
    try {
      bench.untilQuiet(bench.consumer(fragile, fragile));
    } catch (FragileStores.Death death) {
      bench.untilQuiet(bench.consumer());
    }
    return fragile.diedAt();
  }

  /// Rows that something happens to. Used by one thread.
  private static class Meddling implements EventRows {

    private final EventRows rows;

    Meddling(EventRows rows) {
      this.rows = rows;
    }

    static void turn(EventQueueConsumer consumer) {
      try {
        consumer.turn();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }

    @Override
    public Look look(RequestId id) {
      return rows.look(id);
    }

    @Override
    public Write move(@Nullable EventToken from, EventRow.Waiting to) {
      return rows.move(from, to);
    }

    @Override
    public Write finish(RequestId id, @Nullable EventToken from, Instant expires) {
      return rows.finish(id, from, expires);
    }
  }
}
