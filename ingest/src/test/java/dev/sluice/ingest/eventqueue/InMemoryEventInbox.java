package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An inbox in memory, on a clock of the test's. A receive does not wait. Safe for use by many
/// threads.
public final class InMemoryEventInbox implements EventInbox {

  private final Timekeeper time;

  /// Guarded by this, like all that follows.
  private final List<Entry> entries = new ArrayList<>();

  private @Nullable Entry deleted;
  private int handles;
  private int ids;

  public InMemoryEventInbox(Timekeeper time) {
    this.time = time;
  }

  private static final class Entry {
    final String id;
    final OutgoingMessage message;
    final Instant sentAt;
    Instant visibleAt;
    String handle = "";
    int receives;

    Entry(String id, OutgoingMessage message, Instant sentAt, Instant visibleAt) {
      this.id = id;
      this.message = message;
      this.sentAt = sentAt;
      this.visibleAt = visibleAt;
    }
  }

  @Override
  public synchronized Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
    Instant now = time.now();
    for (Entry entry : entries) {
      if (!entry.visibleAt.isAfter(now)) {
        entry.receives++;
        entry.handle = entry.id + "#" + ++handles;
        entry.visibleAt = now.plus(visibility);
        return Optional.of(
            new InboxMessage(
                entry.id,
                entry.handle,
                entry.message.body(),
                entry.receives,
                entry.sentAt,
                entry.message.traceHeader(),
                entry.message.attributes()));
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized Sending send(OutgoingMessage message, Duration delay) {
    Instant now = time.now();
    String id = "message-" + ++ids;
    entries.add(new Entry(id, message, now, now.plus(delay)));
    return new Sending.Sent(id);
  }

  @Override
  public synchronized boolean hide(InboxMessage message, Duration visibility) {
    for (Entry entry : entries) {
      if (entry.handle.equals(message.receiptHandle())) {
        entry.visibleAt = time.now().plus(visibility);
        return true;
      }
    }
    return false;
  }

  @Override
  public synchronized boolean delete(InboxMessage message) {
    for (Entry entry : entries) {
      if (entry.handle.equals(message.receiptHandle())) {
        deleted = entry;
      }
    }
    entries.remove(deleted);
    return true;
  }

  /// Brings the message back that was deleted last, as a queue may that keeps copies.
  synchronized void restore() {
    entries.add(Objects.requireNonNull(deleted));
  }

  /// How many messages there are, hidden ones too.
  public synchronized int size() {
    return entries.size();
  }

  /// When the next message can be received; empty when there is none at all.
  public synchronized Optional<Instant> nextVisible() {
    return entries.stream().map(e -> e.visibleAt).min(Comparator.naturalOrder());
  }
}
