package dev.sluice.ingest.testing;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import org.jspecify.annotations.Nullable;

/// Stream mappings for tests.
public final class StreamMappings {

  public static final Arn STREAM =
      Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes");

  public static final Destination FAILURES =
      new Destination.SqsQueue(Arn.parse("arn:aws:sqs:us-east-1:000000000000:failures"));

  private StreamMappings() {}

  /// A mapping with these limits that reads from the horizon.
  public static StreamMapping mapping(
      int batchSize, RetryLimits limits, boolean report, @Nullable Destination onFailure) {
    return mapping(batchSize, new StartingPosition.TrimHorizon(), limits, report, onFailure);
  }

  /// A mapping that starts here and tries each batch once.
  public static StreamMapping startingAt(StartingPosition position) {
    return mapping(100, position, new RetryLimits(0, null, false), false, null);
  }

  private static StreamMapping mapping(
      int batchSize,
      StartingPosition position,
      RetryLimits limits,
      boolean report,
      @Nullable Destination onFailure) {
    return new StreamMapping(
        EventSourceMappingId.of("stack", "Quakes"),
        "Quakes",
        new FunctionName("record-quake"),
        STREAM,
        true,
        BatchLimits.ofCount(batchSize),
        position,
        limits,
        report,
        onFailure);
  }
}
