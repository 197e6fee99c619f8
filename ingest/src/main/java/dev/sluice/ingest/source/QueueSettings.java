package dev.sluice.ingest.source;

import dev.sluice.ingest.identity.Arn;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The settings of a queue that matter to whoever polls it.
///
/// @param visibilityTimeout how long a received message stays hidden, 0 s to 12 h
/// @param fifo whether the queue keeps the order of its message groups
/// @param redrive null when messages are never moved to a dead-letter queue
public record QueueSettings(Duration visibilityTimeout, boolean fifo, @Nullable Redrive redrive) {

  public QueueSettings {
    if (visibilityTimeout.isNegative() || visibilityTimeout.toHours() > 12) {
      throw new IllegalArgumentException(
          "expected a visibility timeout of 0 s to 12 h, found " + visibilityTimeout);
    }
  }

  /// When the queue moves a message to its dead-letter queue (SQS-036).
  ///
  /// @param deadLetterQueue where to
  /// @param maxReceiveCount receives a message survives, 1 or more
  public record Redrive(Arn deadLetterQueue, int maxReceiveCount) {}
}
