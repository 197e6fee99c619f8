package dev.sluice.local.sns;

import dev.sluice.local.delivery.QueueSender;
import dev.sluice.local.delivery.QueueSender.Letter;
import dev.sluice.local.server.ServiceFault;
import dev.sluice.local.server.Xml;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Publish and PublishBatch. The publisher is answered when every queue has accepted; when one
/// could not, it is told to try again, and the others may then get the message twice.
final class PublishOperations {

  private static final Logger LOGGER = LoggerFactory.getLogger(PublishOperations.class);
  private static final int MOST_ENTRIES = 10;
  private static final int MOST_QUEUE_ATTRIBUTES = 10;

  private final Topics topics;
  private final Optional<QueueSender> queues;
  private final Signer signer;
  private final String region;
  private final InstantSource time;

  PublishOperations(
      Topics topics,
      Optional<QueueSender> queues,
      Signer signer,
      String region,
      InstantSource time) {
    this.topics = topics;
    this.queues = queues;
    this.signer = signer;
    this.region = region;
    this.time = time;
  }

  Xml publish(Parameters parameters, Optional<String> traceHeader) {
    if (parameters.text("PhoneNumber").isPresent()) {
      throw Parameters.invalid("PhoneNumber Reason: the local cloud sends no text messages");
    }
    var topic =
        parameters
            .text("TopicArn")
            .or(() -> parameters.text("TargetArn"))
            .orElseThrow(() -> Parameters.invalid("TopicArn or TargetArn Reason: no value"));
    var id = deliver(topic, Notification.read(parameters), traceHeader);
    return Xml.content().add("MessageId", id);
  }

  Xml publishBatch(Parameters parameters, Optional<String> traceHeader) {
    var topic = parameters.required("TopicArn");
    topics.attributes(topic);
    var entries = parameters.list("PublishBatchRequestEntries.member");
    requireBatch(entries);
    var successful = Xml.content();
    var failed = Xml.content();
    for (var entry : entries) {
      var id = entry.required("Id");
      try {
        var messageId = deliver(topic, Notification.read(entry), traceHeader);
        successful.add("member", Xml.content().add("Id", id).add("MessageId", messageId));
      } catch (ServiceFault fault) {
        failed.add(
            "member",
            Xml.content()
                .add("Id", id)
                .add("Code", fault.code())
                .add("Message", fault.text())
                .add("SenderFault", Boolean.toString(fault.status() < 500)));
      }
    }
    return Xml.content().add("Successful", successful).add("Failed", failed);
  }

  private static void requireBatch(List<Parameters> entries) {
    if (entries.isEmpty()) {
      throw new ServiceFault(
          400, "EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (entries.size() > MOST_ENTRIES) {
      throw new ServiceFault(
          400,
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible: " + entries.size());
    }
    var ids = new HashSet<String>();
    var bytes = 0;
    for (var entry : entries) {
      if (!ids.add(entry.required("Id"))) {
        throw new ServiceFault(
            400,
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.");
      }
      bytes += entry.text("Message").orElse("").length();
    }
    if (bytes > Notification.MOST_BYTES) {
      throw new ServiceFault(
          400,
          "BatchRequestTooLong",
          "The length of all the batch messages put together is more than the limit.");
    }
  }

  /// Sends to every subscriber, in turn, and returns the message's id.
  private String deliver(String topicArn, Notification notification, Optional<String> traceHeader) {
    var signing = signer.withVersion(signatureVersion(topicArn));
    var id = UUID.randomUUID().toString();
    var envelope = new Envelope(id, topicArn, notification, time.instant());
    for (var subscription : topics.subscriptionsOf(topicArn)) {
      var letter =
          subscription.raw()
              ? new Letter(
                  notification.message(),
                  queueAttributes(notification),
                  traceHeader,
                  notification.messageGroup())
              : new Letter(
                  envelope.text(subscription, signing, region),
                  Map.of(),
                  traceHeader,
                  notification.messageGroup());
      send(subscription, letter);
    }
    return id;
  }

  private String signatureVersion(String topicArn) {
    return topics.attributes(topicArn).getOrDefault("SignatureVersion", "1");
  }

  private void send(Subscription subscription, Letter letter) {
    if (letter.attributes().size() > MOST_QUEUE_ATTRIBUTES) {
      dropped(subscription, "more than 10 message attributes do not fit raw delivery");
      return;
    }
    try {
      if (!queues.orElseThrow().send(subscription.queueArn(), letter)) {
        dropped(subscription, "the queue does not exist");
      }
    } catch (SdkException e) {
      LOGGER
          .atWarn()
          .addKeyValue("queue", subscription.queueArn())
          .setCause(e)
          .log("A queue did not accept a notification; its publisher is told to try again");
      throw new ServiceFault(
          500, "InternalError", "Not delivered to " + subscription.queueArn() + "; try again");
    }
  }

  /// Without a dead-letter queue of the subscription, SNS drops what a queue will never take.
  private static void dropped(Subscription subscription, String reason) {
    LOGGER
        .atWarn()
        .addKeyValue("subscription", subscription.arn())
        .addKeyValue("reason", reason)
        .log("A notification was dropped, as SNS drops it");
  }

  private static Map<String, MessageAttributeValue> queueAttributes(Notification notification) {
    var attributes = new LinkedHashMap<String, MessageAttributeValue>();
    notification
        .attributes()
        .forEach(
            (name, attribute) -> {
              var value = MessageAttributeValue.builder().dataType(attribute.type());
              attributes.put(
                  name,
                  attribute.isBinary()
                      ? value
                          .binaryValue(
                              SdkBytes.fromByteArray(Base64.getDecoder().decode(attribute.value())))
                          .build()
                      : value.stringValue(attribute.value()).build());
            });
    return attributes;
  }
}
