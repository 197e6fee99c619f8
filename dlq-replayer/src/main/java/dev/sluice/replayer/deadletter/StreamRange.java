package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;

/// Records of one shard, named by position (DEST-008).
///
/// @param stream ARN of the Kinesis stream
/// @param shard where they lie
/// @param first of them, included
/// @param last of them, included
/// @param size how many of the records between first and last are meant, 1 or more
public record StreamRange(
    Arn stream, ShardId shard, SequenceNumber first, SequenceNumber last, int size) {

  public StreamRange {
    if (!stream.service().equals("kinesis")) {
      throw new IllegalArgumentException("expected the ARN of a Kinesis stream, found " + stream);
    }
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException("a range does not end before it starts");
    }
    if (size < 1) {
      throw new IllegalArgumentException("expected a batchSize of 1 or more, found " + size);
    }
  }
}
