package dev.sluice.ingest.source;

import java.time.Instant;
import java.util.Objects;

/// A record of a Kinesis shard.
///
/// @param shardId where it was read
/// @param sequenceNumber its position in the shard
/// @param partitionKey orders records of the same key
/// @param data the record's bytes; treat as immutable
/// @param approximateArrival when the stream took it, millisecond precision
public record StreamRecord(
    ShardId shardId,
    SequenceNumber sequenceNumber,
    String partitionKey,
    Bytes data,
    Instant approximateArrival)
    implements SourceRecord {

  public StreamRecord {
    Objects.requireNonNull(shardId);
    Objects.requireNonNull(sequenceNumber);
    Objects.requireNonNull(partitionKey);
    Objects.requireNonNull(data);
    Objects.requireNonNull(approximateArrival);
  }
}
