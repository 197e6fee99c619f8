package dev.sluice.ingest.template;

import dev.sluice.ingest.template.Properties.Range;
import dev.sluice.ingest.template.ResourceToCreate.Stream;

/// Reads `AWS::Kinesis::Stream`.
final class StreamResource {

  static final PropertyTable TABLE =
      PropertyTable.of("Name", "ShardCount", "StreamModeDetails")
          .leavesAlone(
              "StreamEncryption", "Tags", "DesiredShardLevelMetrics", "WarmThroughputMiBps")
          .refusesUnless("24", "RetentionPeriodHours", "streams keep records for 24 hours")
          .refusesUnless("1024", "MaxRecordSizeInKiB", "records of up to 1 MiB are polled");

  private static final PropertyTable MODE =
      PropertyTable.of()
          .refusesUnless("PROVISIONED", "StreamMode", "shards that split are not followed yet");

  private StreamResource() {}

  static Stream read(String name, Properties properties) {
    properties.inside("StreamModeDetails", MODE);
    properties.required("ShardCount");
    return new Stream(
        name, properties.integer("ShardCount", Range.of(1, 10_000), 1, "for a provisioned stream"));
  }
}
