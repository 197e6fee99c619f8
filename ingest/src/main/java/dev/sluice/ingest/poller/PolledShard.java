package dev.sluice.ingest.poller;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.ingest.source.StreamSource.ShardReader;

/// A shard as one mapping sees it.
///
/// @param mapping what the customer asked for
/// @param functionArn unqualified, for failure records (DEST-004)
/// @param shard which one
/// @param reader of the shard; the poller's alone
/// @param shape how its records are written into the event
public record PolledShard(
    StreamMapping mapping,
    Arn functionArn,
    ShardId shard,
    ShardReader reader,
    EventShape<StreamRecord> shape) {}
