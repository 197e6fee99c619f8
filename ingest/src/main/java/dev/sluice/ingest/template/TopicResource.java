package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.ResourceToCreate.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `AWS::SNS::Topic` and `AWS::SNS::Subscription`.
final class TopicResource {

  private static final String FIFO = "FIFO topics are not supported";

  static final PropertyTable TABLE =
      PropertyTable.of("TopicName")
          .leavesAlone(
              "DisplayName",
              "KmsMasterKeyId",
              "Tags",
              "TracingConfig",
              "SignatureVersion",
              "DeliveryStatusLogging")
          .refusesUnless("false", "FifoTopic", FIFO)
          .refusesUnless("false", "ContentBasedDeduplication", FIFO)
          .refuses("FifoThroughputScope", FIFO)
          .refuses("ArchivePolicy", FIFO)
          .refuses("DataProtectionPolicy", "messages would not be audited, masked or denied")
          .refuses("Subscription", "write it as a resource of type AWS::SNS::Subscription");

  /// What would keep messages from, or change them for, a subscriber.
  static final PropertyTable DELIVERY =
      PropertyTable.of()
          .refuses("FilterPolicy", "messages are not filtered yet")
          .refuses("FilterPolicyScope", "messages are not filtered yet")
          .refuses("RedrivePolicy", "subscriptions have no dead-letter queue yet")
          .refuses("Region", "topic and subscriber must be in one region");

  static final PropertyTable SUBSCRIPTION =
      PropertyTable.of("TopicArn", "Protocol", "Endpoint", "RawMessageDelivery")
          .and(DELIVERY)
          .refuses("DeliveryPolicy", "it is for HTTP endpoints, which are not supported")
          .refuses("ReplayPolicy", FIFO)
          .refuses("SubscriptionRoleArn", "Firehose is not supported");

  private TopicResource() {}

  /// A queue's subscription, or a function's, whose messages go to its inbox.
  ///
  /// @param functions by ARN
  static Optional<SubscriptionRead> subscription(
      String logicalId, Properties properties, Map<Arn, ResolvedFunction> functions) {
    var topic = properties.arn("TopicArn", "sns");
    properties.required("Protocol");
    String protocol = properties.oneOf("Protocol", List.of("sqs", "lambda"));
    boolean raw = properties.flag("RawMessageDelivery", false);
    if (protocol.equals("sqs")) {
      var queue = properties.arn("Endpoint", "sqs");
      return topic.isEmpty() || queue.isEmpty()
          ? Optional.empty()
          : Optional.of(new OfQueue(new Subscription(topic.get(), queue.get(), raw)));
    }
    if (raw) {
      properties.problem("RawMessageDelivery", "must be false for a function", "true");
    }
    var arn = properties.arn("Endpoint", "lambda");
    if (topic.isEmpty() || arn.isEmpty()) {
      return Optional.empty();
    }
    var function = functions.get(arn.get());
    if (function == null) {
      properties.problem("Endpoint", "must be a function of this template", arn.get().toString());
      return Optional.empty();
    }
    return Optional.of(
        new OfFunction(new Push.FromTopic(logicalId, function.name(), topic.get()), function));
  }

  /// Who subscribes.
  sealed interface SubscriptionRead {}

  record OfQueue(Subscription subscription) implements SubscriptionRead {}

  record OfFunction(Push.FromTopic push, ResolvedFunction function) implements SubscriptionRead {}
}
