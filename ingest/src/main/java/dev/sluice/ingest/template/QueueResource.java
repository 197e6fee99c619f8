package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.Properties.Range;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.template.ResourceToCreate.Redrive;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads `AWS::SQS::Queue`.
final class QueueResource {

  private static final String FIFO = "FIFO queues are not polled yet";

  static final PropertyTable TABLE =
      PropertyTable.of(
              "QueueName",
              "VisibilityTimeout",
              "RedrivePolicy",
              "MessageRetentionPeriod",
              "DelaySeconds",
              "MaximumMessageSize",
              "ReceiveMessageWaitTimeSeconds")
          .leavesAlone(
              "RedriveAllowPolicy",
              "KmsMasterKeyId",
              "KmsDataKeyReusePeriodSeconds",
              "SqsManagedSseEnabled",
              "Tags")
          .refusesUnless("false", "FifoQueue", FIFO)
          .refusesUnless("false", "ContentBasedDeduplication", FIFO)
          .refuses("DeduplicationScope", FIFO)
          .refuses("FifoThroughputLimit", FIFO);

  private static final PropertyTable REDRIVE =
      PropertyTable.of("deadLetterTargetArn", "maxReceiveCount");

  /// Attributes that the queue itself obeys (DLQ-018).
  private static final Map<String, Range> ATTRIBUTES =
      Map.of(
          "MessageRetentionPeriod", Range.of(60, 1_209_600),
          "DelaySeconds", Range.of(0, 900),
          "MaximumMessageSize", Range.of(1_024, 1_048_576),
          "ReceiveMessageWaitTimeSeconds", Range.of(0, 20));

  private static final int DEFAULT_VISIBILITY_SECONDS = 30;

  private QueueResource() {}

  static Queue read(String name, Properties properties) {
    int visibility =
        properties.integer(
            "VisibilityTimeout", Range.of(0, 43_200), DEFAULT_VISIBILITY_SECONDS, "seconds");
    var attributes = new LinkedHashMap<String, Integer>();
    ATTRIBUTES.forEach(
        (attribute, range) -> {
          if (properties.has(attribute)) {
            attributes.put(attribute, properties.integer(attribute, range, range.least(), ""));
          }
        });
    return new Queue(name, Duration.ofSeconds(visibility), redrive(properties), attributes);
  }

  private static @Nullable Redrive redrive(Properties properties) {
    if (!properties.has("RedrivePolicy")) {
      return null;
    }
    var policy = properties.inside("RedrivePolicy", REDRIVE);
    Optional<Arn> target = policy.arn("deadLetterTargetArn", "sqs");
    policy.required("maxReceiveCount");
    int count = policy.integer("maxReceiveCount", Range.of(1, 1_000), 1, "");
    if (target.filter(arn -> arn.resource().endsWith(".fifo")).isPresent()) {
      policy.problem(
          "deadLetterTargetArn",
          "must be a standard queue, as the queue itself is",
          target.get().toString());
    }
    return target.map(arn -> new Redrive(arn, count)).orElse(null);
  }
}
