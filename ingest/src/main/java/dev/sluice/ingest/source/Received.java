package dev.sluice.ingest.source;

import java.util.List;

/// What one receive brought.
public sealed interface Received {

  /// Messages, hidden from others from now on; none when the wait was over first.
  ///
  /// @param messages at most as many as asked for, in the queue's order
  record Messages(List<QueueMessage> messages) implements Received {

    public Messages {
      messages = List.copyOf(messages);
    }
  }

  /// There is no such queue (now).
  record QueueMissing() implements Received {}

  /// The queue could not be asked: out of reach, throttled, refused.
  ///
  /// @param why for logs
  record Unavailable(String why) implements Received {}
}
