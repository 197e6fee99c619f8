package dev.sluice.ingest.template;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.template.Properties.Range;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads events of the types SQS and Kinesis into event source mappings, with Lambda's own checks.
final class MappingReader {

  /// What either kind may have.
  private static PropertyTable shared(String... own) {
    return PropertyTable.of(own)
        .and(
            PropertyTable.of("BatchSize", "Enabled", "FunctionResponseTypes")
                .leavesAlone("KmsKeyArn", "MetricsConfig", "LoggingConfig")
                .refuses("FilterCriteria", "records are not filtered yet")
                .refusesUnless(
                    "0",
                    "MaximumBatchingWindowInSeconds",
                    "batches are not gathered over several reads yet"));
  }

  static final PropertyTable QUEUE =
      shared("Queue")
          .refuses("ScalingConfig", "pollers are not scaled yet; use ReservedConcurrentExecutions")
          .refuses("ProvisionedPollerConfig", "pollers are not provisioned yet")
          .refuses(
              "DestinationConfig",
              "an SQS mapping has no destination; use the queue's RedrivePolicy. Lambda says:"
                  + " Unsupported DestinationConfig parameter for given event source mapping"
                  + " type.");

  static final PropertyTable STREAM =
      shared(
              "Stream",
              "StartingPosition",
              "StartingPositionTimestamp",
              "BisectBatchOnFunctionError",
              "MaximumRetryAttempts",
              "MaximumRecordAgeInSeconds",
              "DestinationConfig")
          .refusesUnless("1", "ParallelizationFactor", "a shard has one lane yet")
          .refusesUnless("0", "TumblingWindowInSeconds", "windows are not kept yet");

  private static final String WITHOUT_WINDOW =
      "for an SQS queue without a batching window (Lambda says: Maximum batch window in seconds"
          + " must be greater than 0 if maximum batch size is greater than 10)";

  private final TemplateSettings settings;
  private final Map<Arn, Queue> queues;

  /// @param queues of the template
  MappingReader(TemplateSettings settings, Map<Arn, Queue> queues) {
    this.settings = settings;
    this.queues = queues;
  }

  Optional<EventSourceMapping> queue(
      String id, FunctionConfiguration function, Properties properties) {
    var limits = batchLimits(properties, 10, 10, WITHOUT_WINDOW);
    boolean report = reportsFailures(properties);
    boolean enabled = properties.flag("Enabled", true);
    var source = properties.arnInRegion("Queue", "sqs");
    source.ifPresent(arn -> checkQueue(arn, function, properties));
    return source.map(
        arn ->
            new QueueMapping(
                EventSourceMappingId.of(settings.stackName(), id),
                id,
                function.name(),
                arn,
                enabled,
                limits,
                report));
  }

  private void checkQueue(Arn arn, FunctionConfiguration function, Properties properties) {
    if (arn.resource().endsWith(".fifo")) {
      properties.problem("Queue", "must be a standard queue: FIFO queues are not polled yet");
    }
    var queue = queues.get(arn);
    if (queue != null && queue.visibilityTimeout().compareTo(function.timeout()) < 0) {
      properties.problem(
          "Queue",
          "must hide messages for at least the function's Timeout. Lambda says: Queue visibility"
              + " timeout: "
              + queue.visibilityTimeout().toSeconds()
              + " seconds is less than Function timeout: "
              + function.timeout().toSeconds()
              + " seconds");
    }
  }

  Optional<EventSourceMapping> stream(
      String id, FunctionConfiguration function, Properties properties) {
    var limits = batchLimits(properties, 10_000, 100, "for a stream");
    var retry = retryLimits(properties);
    var position = startingPosition(properties);
    boolean report = reportsFailures(properties);
    boolean enabled = properties.flag("Enabled", true);
    var onFailure = DestinationReader.ofMapping(properties);
    var source = properties.arnInRegion("Stream", "kinesis");
    if (source.filter(arn -> arn.resource().contains("/consumer/")).isPresent()) {
      properties.problem("Stream", "must be a stream: enhanced fan-out is not supported yet");
    }
    return source.map(
        arn ->
            new StreamMapping(
                EventSourceMappingId.of(settings.stackName(), id),
                id,
                function.name(),
                arn,
                enabled,
                limits,
                position,
                retry,
                report,
                onFailure));
  }

  private static BatchLimits batchLimits(
      Properties properties, int most, int whenAbsent, String purpose) {
    return BatchLimits.ofCount(
        properties.integer("BatchSize", Range.of(1, most), whenAbsent, purpose));
  }

  private static boolean reportsFailures(Properties properties) {
    var types = properties.texts("FunctionResponseTypes");
    if (types.size() > 1 || !List.of("ReportBatchItemFailures").containsAll(types)) {
      properties.problem(
          "FunctionResponseTypes",
          "must be ReportBatchItemFailures alone",
          String.join(", ", types));
    }
    return types.contains("ReportBatchItemFailures");
  }

  private static RetryLimits retryLimits(Properties properties) {
    int attempts = properties.integer("MaximumRetryAttempts", Range.of(0, 10_000).or(-1), -1, "");
    int age =
        properties.integer(
            "MaximumRecordAgeInSeconds", Range.of(60, 604_800).or(-1), -1, "seconds");
    return new RetryLimits(
        attempts,
        age < 0 ? null : Duration.ofSeconds(age),
        properties.flag("BisectBatchOnFunctionError", false));
  }

  private StartingPosition startingPosition(Properties properties) {
    var allowed = List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP");
    properties.required("StartingPosition");
    String position = properties.oneOf("StartingPosition", allowed);
    boolean timed = position.equals("AT_TIMESTAMP");
    if (!timed && properties.has("StartingPositionTimestamp")) {
      properties.problem("StartingPositionTimestamp", "needs a StartingPosition of AT_TIMESTAMP");
    }
    return timed
        ? new StartingPosition.AtTimestamp(timestamp(properties))
        : position.equals("LATEST")
            ? new StartingPosition.Latest()
            : new StartingPosition.TrimHorizon();
  }

  private Instant timestamp(Properties properties) {
    var given = properties.required("StartingPositionTimestamp");
    if (given.isEmpty()) {
      return settings.now();
    }
    if (!given.get().matches("[0-9]{1,11}(\\.[0-9]{1,9})?")) {
      properties.problem(
          "StartingPositionTimestamp", "must be seconds since 1970 as a number", given.get());
      return settings.now();
    }
    var seconds = new BigDecimal(given.get());
    var moment = Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    if (moment.isAfter(settings.now())) {
      properties.problem(
          "StartingPositionTimestamp",
          "must not be in the future",
          given.get() + " (" + moment + ")");
    }
    return moment;
  }
}
