package dev.sluice.ingest.source;

import java.time.Instant;

/// Where reading of a shard begins when there is no checkpoint (KIN-003).
public sealed interface StartingPosition {

  /// The oldest record the stream retains.
  record TrimHorizon() implements StartingPosition {}

  /// Records written after the position was taken.
  record Latest() implements StartingPosition {}

  /// The first record at or after a moment.
  ///
  /// @param timestamp not in the future
  record AtTimestamp(Instant timestamp) implements StartingPosition {}
}
