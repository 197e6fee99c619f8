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

  /// What an inbox may have of them: it holds the largest event, and each for a day at least, which
  /// is longer than any event may be retried (ASYNC-014).
  private static final Map<String, Range> INBOX_ATTRIBUTES =
      Map.of(
          "MessageRetentionPeriod", Range.of(86_400, 1_209_600),
          "DelaySeconds", Range.of(0, 0),
          "MaximumMessageSize", Range.of(1_048_576, 1_048_576));

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

  /// Checks that a queue will do as the inbox of `function`, whose events must neither leave it nor
  /// be late, nor be seen twice at once.
  static void checkInbox(Queue queue, ResolvedFunction function, Properties properties) {
    String inbox = "for the inbox of " + function.name();
    if (queue.redrive() != null) {
      properties.problem(
          "RedrivePolicy",
          "is not supported " + inbox + ": retries are counted in the event, not by receives");
    }
    if (queue.visibilityTimeout().compareTo(function.inboxVisibility()) < 0) {
      properties.problem(
          "VisibilityTimeout",
          "must be at least " + function.inboxVisibility().toSeconds() + " seconds " + inbox,
          queue.visibilityTimeout().toSeconds() + " seconds");
    }
    queue
        .attributes()
        .forEach(
            (attribute, value) -> {
              var range = INBOX_ATTRIBUTES.getOrDefault(attribute, ATTRIBUTES.get(attribute));
              if (range != null && !range.holds(value)) {
                properties.problem(
                    attribute, "must be " + range + " " + inbox, Integer.toString(value));
              }
            });
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
