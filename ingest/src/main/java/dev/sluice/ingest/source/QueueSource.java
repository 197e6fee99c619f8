package dev.sluice.ingest.source;

import java.time.Duration;
import java.util.List;

/// One queue: where its messages come from and how they are acknowledged. Calls block and do not
/// retry; who calls decides how long trying again makes sense. Safe for use by many threads.
public interface QueueSource {

  /// The most messages one call receives, deletes or extends (SQS-010).
  int MOST_PER_CALL = 10;

  /// The longest one receive waits for a message (SQS-010).
  Duration LONGEST_WAIT = Duration.ofSeconds(20);

  /// Receives messages, waiting while there are none. Each receive raises the messages' receive
  /// count, so a call that was begun must be waited for: what it brings is already hidden.
  ///
  /// @param max 1 to 10
  /// @param wait 0 to 20 s
  /// @param visibility how long the messages stay hidden, 0 s to 12 h, whole seconds
  Received receive(int max, Duration wait, Duration visibility) throws InterruptedException;

  /// Deletes messages by the handles they were received with.
  ///
  /// @param messages 1 to 10
  /// @return one result per message, in their order
  List<EntryResult> delete(List<QueueMessage> messages) throws InterruptedException;

  /// Sets the time the messages stay hidden from now on; zero gives them back at once.
  ///
  /// @param messages 1 to 10
  /// @param visibility 0 s to 12 h, whole seconds
  /// @return one result per message, in their order
  List<EntryResult> extend(List<QueueMessage> messages, Duration visibility)
      throws InterruptedException;

  /// Reads the queue's settings as they are now.
  SettingsRead settings() throws InterruptedException;
}
