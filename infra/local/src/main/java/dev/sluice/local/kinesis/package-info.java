/// Kinesis Data Streams in memory: fixed shards, the wire protocols of the AWS SDKs, AWS's error
/// codes.
///
/// Its one public type is [dev.sluice.local.kinesis.KinesisServer]. Differences from AWS: streams
/// are ACTIVE and gone at once, records are kept until the stream is deleted, the limits per second
/// and shard are not enforced, and shards do not split or merge.
@NullMarked
package dev.sluice.local.kinesis;

import org.jspecify.annotations.NullMarked;
