package dev.sluice.ingest.mapping;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;

/// A mapping whose source is an SQS queue (SQS-001 to SQS-007).
///
/// @param limits count 1 to 10 until batches are gathered over several receives
/// @param reportBatchItemFailures whether the function's answer names failed messages (SQS-040)
public record QueueMapping(
    EventSourceMappingId id,
    String logicalId,
    FunctionName function,
    Arn eventSource,
    boolean enabled,
    BatchLimits limits,
    boolean reportBatchItemFailures)
    implements EventSourceMapping {}
