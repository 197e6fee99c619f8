package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.eventqueue.EventInbox.Sending;
import dev.sluice.ingest.eventqueue.EventRows.Look;
import dev.sluice.ingest.eventqueue.EventRows.Write;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Hands an event on from one message to the next, so that at any moment one message of it counts.
///
/// A wait is a new message, the successor, since a queue cannot be told to hide a message it has
/// lost track of, and every receive burns a count. Three steps, each safe to die after:
///
/// 1. send the successor with a fresh token and a delay: both messages exist, the row still names
///    the one in hand;
/// 2. move the row from the token in hand to the successor's: from now on the one in hand is out of
///    date, wherever it turns up;
/// 3. delete the one in hand.
///
/// A successor that is met before step 2 was taken carries the proof that step 1 was: whoever meets
/// it takes step 2 itself. It must not simply be deleted as unknown, since the one who sent it may
/// merely be slow, and would then move the row to a message that no longer exists.
final class EventChain {

  /// An older successor that has no row was left behind by an event whose row has expired. A sender
  /// cannot still be between steps 1 and 2: its own message would have left its hands after 12
  /// hours.
  private static final Duration OLDEST_WITHOUT_ROW = Duration.ofHours(13);

  /// How long a row outlives its event: longer than a queue keeps any message of it (14 days at
  /// most), so that none comes back that is not known to be out of date.
  private static final Duration ROW_AFTER_END = Duration.ofDays(15);

  /// How long marking a row as done is tried. Without the mark nothing is lost; but a successor
  /// that a node left behind as it died would then run, as the message in hand would if it were
  /// kept.
  private static final Duration FINISHING = Duration.ofSeconds(10);

  private final EventInbox inbox;
  private final EventRows rows;
  private final Timekeeper time;
  private final RandomGenerator random;

  EventChain(EventInbox inbox, EventRows rows, Timekeeper time, RandomGenerator random) {
    this.inbox = inbox;
    this.rows = rows;
    this.time = time;
    this.random = random;
  }

  /// Whether a message may run.
  enum Standing {
    /// It is the one that counts.
    COUNTS,
    /// It is out of date: delete it.
    STALE,
    /// Nobody can say now: keep it for later.
    UNKNOWN
  }

  /// Whether an event's first message may run. The table is asked only when the message was
  /// received before.
  Standing ofFirst(QueuedEvent event, int receiveCount) {
    if (receiveCount <= 1) {
      return Standing.COUNTS;
    }
    return switch (rows.look(event.id())) {
      case Look.Absent() -> Standing.COUNTS;
      case Look.Present(_) -> Standing.STALE;
      case Look.Unknown(_) -> Standing.UNKNOWN;
    };
  }

  /// Whether a successor may run; takes the row's step to it when its sender has not.
  Standing ofSuccessor(InboxFormat.Reading.Successor successor, Instant sentAt) {
    EventToken follows = successor.follows();
    return switch (rows.look(successor.event().id())) {
      case Look.Present(EventRow.Waiting(_, EventToken token, _, _)) -> {
        if (token.equals(successor.token())) {
          yield Standing.COUNTS;
        }
        yield token.equals(follows) ? adopt(successor) : Standing.STALE;
      }
      case Look.Present(EventRow.Done()) -> Standing.STALE;
      case Look.Absent() -> {
        boolean recent = time.now().isBefore(sentAt.plus(OLDEST_WITHOUT_ROW));
        yield follows == null && recent ? adopt(successor) : Standing.STALE;
      }
      case Look.Unknown(_) -> Standing.UNKNOWN;
    };
  }

  private Standing adopt(InboxFormat.Reading.Successor successor) {
    var row =
        new EventRow.Waiting(
            successor.event(), successor.token(), time.now(), "taken over from a lost attempt");
    return switch (rows.move(successor.follows(), row)) {
      case DONE -> Standing.COUNTS;
      // Whatever took place, the row says next time whether this message counts.
      case REFUSED, UNKNOWN -> Standing.UNKNOWN;
    };
  }

  /// What passes unchanged from a message to its successor, and how the row knows that message.
  ///
  /// @param payload the function's event
  /// @param token of the message in hand; null when it is the event's first
  /// @param traceHeader of the event
  record Link(Payload payload, @Nullable EventToken token, String traceHeader) {}

  /// Takes the three steps.
  ///
  /// @return false when the node's time to stop was over first: the message in hand runs again
  boolean moveOn(MessageInHand inHand, Link link, EventVerdict.TryAgain again)
      throws InterruptedException {
    var sent = new SentToken();
    if (!inHand.insist(() -> send(link, again, sent))) {
      return false;
    }
    var row =
        new EventRow.Waiting(
            again.next(), sent.token(), time.now().plus(again.delay()), again.why());
    // Refused means that another message of the event has taken over: ours is out of date as well.
    if (!inHand.insist(() -> rows.move(link.token(), row) != Write.UNKNOWN)) {
      return false;
    }
    inHand.delete();
    return true;
  }

  /// The token of the successor that was sent last. Used by one thread.
  private static final class SentToken {

    private @Nullable EventToken token;

    EventToken token() {
      EventToken sent = token;
      if (sent == null) {
        throw new IllegalStateException("no successor was sent");
      }
      return sent;
    }
  }

  /// Each try has a token of its own: when an answer was lost, only one of the messages can run.
  private boolean send(Link link, EventVerdict.TryAgain again, SentToken sent) {
    var fresh =
        new EventToken(
            Long.toHexString(random.nextLong()) + "-" + Long.toHexString(random.nextLong()));
    var successor =
        new InboxFormat.Reading.Successor(again.next(), link.payload(), fresh, link.token());
    return switch (inbox.send(
        InboxFormat.successor(successor, link.traceHeader()), again.delay())) {
      case Sending.Sent _ -> {
        sent.token = fresh;
        yield true;
      }
      case Sending.NotSent _ -> false;
    };
  }

  /// Ends an event: marks its row and deletes the message in hand. An event that ended at the first
  /// receive of its first message needs no row, unless others may have that message too or it could
  /// not be deleted: otherwise nobody can send a successor.
  ///
  /// @param token of the message in hand; null when it is the event's first
  void finish(MessageInHand inHand, QueuedEvent event, @Nullable EventToken token)
      throws InterruptedException {
    boolean first = token == null && inHand.message().receiveCount() <= 1 && !inHand.isInDoubt();
    if (!first) {
      mark(inHand, event, token);
    }
    if (!inHand.delete() && first) {
      mark(inHand, event, token);
    }
  }

  private void mark(MessageInHand inHand, QueuedEvent event, @Nullable EventToken token)
      throws InterruptedException {
    Instant expires = time.now().plus(ROW_AFTER_END);
    inHand.persist(() -> rows.finish(event.id(), token, expires) != Write.UNKNOWN, FINISHING);
  }
}
