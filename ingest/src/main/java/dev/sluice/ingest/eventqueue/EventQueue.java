package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.time.Timekeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where asynchronous invocations are accepted: an event is in its function's inbox before the
/// caller hears so. Safe for use by many threads.
public final class EventQueue {

  /// The largest event taken, in bytes: what a message of SQS holds (1 MiB), less 1 KiB for what
  /// later tries of the event say about themselves.
  public static final int LARGEST_EVENT = 1_048_576 - 1_024;

  private final Map<FunctionName, EventInbox> inboxes;
  private final EventQueueListener listener;
  private final Timekeeper time;

  /// @param inboxes of the functions that take events
  public EventQueue(
      Map<FunctionName, EventInbox> inboxes, EventQueueListener listener, Timekeeper time) {
    this.inboxes = Map.copyOf(inboxes);
    this.listener = listener;
    this.time = time;
  }

  /// Whether an event was accepted.
  public sealed interface Acceptance {

    /// It is stored and will be tried.
    ///
    /// @param id of all its attempts (ASYNC-001)
    record Accepted(RequestId id) implements Acceptance {}

    /// It is larger than an event can be: the caller hears 413 (INV-007).
    ///
    /// @param largest what is taken, in bytes
    record TooLarge(int largest) implements Acceptance {}

    /// It could not be stored, or nobody knows: the caller hears 5xx and may try again.
    ///
    /// @param why for logs
    record NotStored(String why) implements Acceptance {}
  }

  /// Stores an event.
  ///
  /// @param payload valid JSON in UTF-8; empty counts as `{}` (INV-011)
  /// @param traceHeader `X-Amzn-Trace-Id` to keep over all attempts; null for none
  public Acceptance accept(FunctionName function, Payload payload, @Nullable String traceHeader) {
    EventInbox inbox = inboxes.get(function);
    if (inbox == null) {
      return new Acceptance.NotStored("function " + function + " has no inbox");
    }
    Payload event = payload.bytes().length == 0 ? Payload.of("{}") : payload;
    OutgoingMessage message = InboxFormat.first(event, traceHeader);
    if (message.body().getBytes(StandardCharsets.UTF_8).length > LARGEST_EVENT) {
      return new Acceptance.TooLarge(LARGEST_EVENT);
    }
    return switch (inbox.send(message, Duration.ZERO)) {
      case EventInbox.Sending.Sent(String messageId) -> {
        var id = new RequestId(messageId);
        listener.received(QueuedEvent.accepted(function, id, time.now()));
        yield new Acceptance.Accepted(id);
      }
      case EventInbox.Sending.NotSent(String why) -> new Acceptance.NotStored(why);
    };
  }
}
