package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An inbox and a table whose user dies at one of its calls: just before the call took effect or
/// just after. Used by one thread.
final class FragileStores implements EventInbox, EventRows {

  /// The user's death. Not an exception: nobody may catch it.
  @SuppressWarnings("serial")
  static final class Death extends Error {
    Death(String where) {
      super(where);
    }
  }

  private final EventInbox inbox;
  private final EventRows rows;
  private final int deadlyCall;
  private final boolean before;

  private int calls;
  private @Nullable String diedAt;

  /// @param deadlyCall number of the call, 1 or more
  /// @param before whether death comes before the call takes effect
  FragileStores(EventInbox inbox, EventRows rows, int deadlyCall, boolean before) {
    this.inbox = inbox;
    this.rows = rows;
    this.deadlyCall = deadlyCall;
    this.before = before;
  }

  /// Where its user died; null when it lived.
  @Nullable String diedAt() {
    return diedAt;
  }

  private <T> T at(String call, Supplier<T> effect) {
    boolean deadly = ++calls == deadlyCall;
    if (deadly && before) {
      throw die("before " + call);
    }
    T result = effect.get();
    if (deadly) {
      throw die("after " + call);
    }
    return result;
  }

  private Death die(String where) {
    diedAt = where;
    return new Death(where);
  }

  @Override
  public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
    return at("receive", () -> inbox.receive(atMost, visibility));
  }

  @Override
  public Sending send(OutgoingMessage message, Duration delay) {
    return at("send", () -> inbox.send(message, delay));
  }

  @Override
  public boolean hide(InboxMessage message, Duration visibility) {
    return at("hide", () -> inbox.hide(message, visibility));
  }

  @Override
  public boolean delete(InboxMessage message) {
    return at("delete", () -> inbox.delete(message));
  }

  @Override
  public Look look(RequestId id) {
    return at("look", () -> rows.look(id));
  }

  @Override
  public Write move(@Nullable EventToken from, EventRow.Waiting to) {
    return at("move", () -> rows.move(from, to));
  }

  @Override
  public Write finish(RequestId id, @Nullable EventToken from, Instant expires) {
    return at("finish", () -> rows.finish(id, from, expires));
  }
}
