package dev.sluice.ingest.mapping;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import org.jspecify.annotations.Nullable;

/// A mapping whose source is a Kinesis stream.
///
/// @param reportBatchItemFailures whether the function's answer names failed records (KIN-060)
/// @param onFailure where metadata of discarded batches goes; null drops and counts them
public record StreamMapping(
    EventSourceMappingId id,
    String logicalId,
    FunctionName function,
    Arn eventSource,
    boolean enabled,
    BatchLimits limits,
    StartingPosition startingPosition,
    RetryLimits retryLimits,
    boolean reportBatchItemFailures,
    @Nullable Destination onFailure)
    implements EventSourceMapping {}
