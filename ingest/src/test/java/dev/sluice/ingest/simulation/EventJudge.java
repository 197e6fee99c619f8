package dev.sluice.ingest.simulation;

import dev.sluice.ingest.destination.EventFailureRecord;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.eventqueue.InboxMessage;
import dev.sluice.ingest.eventqueue.QueuedEvent;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Judges what becomes of asynchronous events.
final class EventJudge implements MessageHands, EventQueueListener {

  private final Promises promises;

  /// Ids of events whose failure records a destination will never take.
  private final Set<String> refused = new HashSet<>();

  private final Items items;
  private final Set<ModelledQueue> inboxes = new HashSet<>();
  private final Map<String, EventBook> books = new LinkedHashMap<>();

  /// Handles of receives that brought a message that was out of date already.
  private final Set<String> stale = new HashSet<>();

  /// The message a thread is about to run.
  private final Map<Thread, InboxMessage> inHand = new HashMap<>();

  EventJudge(Promises promises, Items items) {
    this.promises = promises;
    this.items = items;
  }

  void watch(ModelledQueue inbox) {
    inboxes.add(inbox);
  }

  boolean watches(ModelledQueue queue) {
    return inboxes.contains(queue);
  }

  void stored(StoredMessage message) {
    EventBook book =
        books.computeIfAbsent(
            EventBook.eventOf(message),
            id -> new EventBook(id, FunctionEvent.itemOf(message.content.body())));
    book.messages().add(message);
  }

  private EventBook book(String event) {
    EventBook book = books.get(event);
    if (book == null) {
      throw new IllegalArgumentException("nobody put an event " + event);
    }
    return book;
  }

  void received(StoredMessage message) {
    if (!book(EventBook.eventOf(message)).counts(message)) {
      stale.add(message.handle());
    }
  }

  void deleted(StoredMessage message, Machine by) {
    EventBook book = book(EventBook.eventOf(message));
    promises.check(
        Promise.NOTHING_IS_LOST,
        book.isSettled() || book.livesOnWithout(message),
        () -> by + " deleted " + message + ", the last that counts of an open " + book);
    book.messages().remove(message);
  }

  /// A row of the event table was written.
  void row(String event, @Nullable Map<String, AttributeValue> after) {
    EventBook book = book(event);
    book.row(after);
    promises.check(
        Promise.NOTHING_IS_LOST,
        !book.isDone() || book.isSettled(),
        () -> "the row of an open event says done: " + book);
  }

  @Override
  public void hidden(Thread by, InboxMessage message) {
    inHand.put(by, message);
  }

  /// A message that was out of date when it was received must not run; one that is out of date
  /// since may, as nobody could know.
  void begins(Run run) {
    InboxMessage message = inHand.remove(run.thread());
    promises.check(
        Promise.ONE_OWNER,
        message == null || !stale.contains(message.receiptHandle()),
        () -> run + " runs a message that was out of date: " + message);
  }

  void ends(List<Part> handled) {
    handled.forEach(part -> book(part.name()).settle());
  }

  /// A destination has refused a record for good.
  void refused(EventFailureRecord record) {
    refused.add(record.requestId().value());
  }

  /// A failure record is durable.
  void reported(EventFailureRecord record) {
    EventBook book = book(record.requestId().value());
    judge(book, record.ending().condition());
    book.settle();
  }

  private void judge(EventBook book, Condition condition) {
    promises.check(
        Promise.POISON_HARMS_ITSELF,
        condition == Condition.RetriesExhausted
            && items.of(book.item()).nature() == Item.Nature.POISON,
        () -> "one that is well was given up for " + condition + ": " + book);
  }

  @Override
  public void dropped(QueuedEvent event, Condition condition, String why) {
    promises.judge(
        () -> {
          EventBook book = book(event.id().value());
          promises.check(
              Promise.NOTHING_IS_LOST,
              refused.contains(event.id().value()),
              () -> "dropped, and no destination had refused it: " + book);
          judge(book, condition);
          book.settle();
        });
  }

  /// What is not drained, for messages.
  List<String> open() {
    List<String> open = new ArrayList<>();
    for (EventBook book : books.values()) {
      if (!book.isSettled() || !book.messages().isEmpty()) {
        open.add(book.toString());
      }
    }
    inboxes.stream()
        .filter(inbox -> !inbox.isEmpty())
        .forEach(inbox -> open.add(inbox.name() + ": " + inbox.messages()));
    return open;
  }
}
