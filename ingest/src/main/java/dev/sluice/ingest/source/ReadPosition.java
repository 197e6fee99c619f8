package dev.sluice.ingest.source;

import java.time.Instant;

/// From where a shard is read. Unlike a [StartingPosition] it means the same whenever it is used.
public sealed interface ReadPosition {

  /// The oldest record the stream retains.
  record TrimHorizon() implements ReadPosition {}

  /// The first record at or after a moment.
  ///
  /// @param timestamp not in the future
  record AtTimestamp(Instant timestamp) implements ReadPosition {}

  /// The record that follows one already settled; the oldest retained when that was trimmed.
  ///
  /// @param sequenceNumber of the settled record
  record After(SequenceNumber sequenceNumber) implements ReadPosition {}
}
