package dev.sluice.ingest.eventqueue;

import java.time.Instant;

/// What the table knows of an event that has waited at least once.
public sealed interface EventRow {

  /// It waits for its next attempt, or is in it.
  ///
  /// @param event as it will be tried
  /// @param token of the one message that may run
  /// @param nextAttempt when that message becomes visible
  /// @param why the last error or refusal, for the listing
  record Waiting(QueuedEvent event, EventToken token, Instant nextAttempt, String why)
      implements EventRow {}

  /// It succeeded or was discarded; whatever message of it is still met is deleted.
  record Done() implements EventRow {}
}
