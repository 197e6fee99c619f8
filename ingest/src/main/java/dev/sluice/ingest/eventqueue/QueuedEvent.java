package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import java.time.Instant;

/// An accepted event and how far it has come, without its payload.
///
/// @param function whom it calls
/// @param id the same over all attempts (ASYNC-001)
/// @param acceptedAt when it was stored; its age counts from here (ASYNC-014)
/// @param attempts that ran and failed, 0 or more
/// @param throttlesInARow times it found no room since it was accepted or last ran, 0 or more
public record QueuedEvent(
    FunctionName function, RequestId id, Instant acceptedAt, int attempts, int throttlesInARow) {

  public QueuedEvent {
    if (attempts < 0 || throttlesInARow < 0) {
      throw new IllegalArgumentException(
          "counts are not negative, found " + attempts + " and " + throttlesInARow);
    }
  }

  /// An event of which nothing has been tried yet.
  public static QueuedEvent accepted(FunctionName function, RequestId id, Instant acceptedAt) {
    return new QueuedEvent(function, id, acceptedAt, 0, 0);
  }

  QueuedEvent afterFailedAttempt() {
    return new QueuedEvent(function, id, acceptedAt, attempts + 1, 0);
  }

  QueuedEvent afterThrottle() {
    return new QueuedEvent(function, id, acceptedAt, attempts, throttlesInARow + 1);
  }
}
