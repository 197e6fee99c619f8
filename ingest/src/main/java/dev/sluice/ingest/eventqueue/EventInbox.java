package dev.sluice.ingest.eventqueue;

import java.time.Duration;
import java.util.Optional;

/// The queue that holds one function's events: what the Invoke API accepted, what topics and
/// buckets delivered, and what waits for its next attempt. Safe for use by many threads.
public interface EventInbox {

  /// Waits for a message and hides it.
  ///
  /// @param atMost 0 to 20 s
  /// @param visibility how long it stays hidden, whole seconds, at most 12 hours
  /// @throws EventStoreException when the queue is out of reach
  Optional<InboxMessage> receive(Duration atMost, Duration visibility);

  /// Puts a message in.
  ///
  /// @param delay until it can be received, 0 to 900 s; rounded up to the queue's unit
  Sending send(OutgoingMessage message, Duration delay);

  /// Sets anew how long a message in hand stays hidden; zero gives it back at once. False when the
  /// queue did not confirm.
  boolean hide(InboxMessage message, Duration visibility);

  /// Removes a message in hand for good. False when the queue did not confirm.
  boolean delete(InboxMessage message);

  /// How a send ended.
  sealed interface Sending {

    /// The queue has the message.
    ///
    /// @param messageId as the queue calls it
    record Sent(String messageId) implements Sending {}

    /// The queue did not say that it has the message; it may have it all the same.
    ///
    /// @param why for logs
    record NotSent(String why) implements Sending {}
  }
}
