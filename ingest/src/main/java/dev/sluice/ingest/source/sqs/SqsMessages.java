package dev.sluice.ingest.source.sqs;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/// Turns the SDK's messages into ours.
final class SqsMessages {

  /// The order in which events show the system attributes (SQS-020, SQS-022, SQS-023); others
  /// follow by name.
  private static final List<String> ATTRIBUTE_ORDER =
      List.of(
          "ApproximateReceiveCount",
          "AWSTraceHeader",
          "SentTimestamp",
          "SequenceNumber",
          "MessageGroupId",
          "SenderId",
          "MessageDeduplicationId",
          "ApproximateFirstReceiveTimestamp");

  private SqsMessages() {}

  static QueueMessage of(Message message) {
    return new QueueMessage(
        message.messageId(),
        message.receiptHandle(),
        message.body(),
        message.md5OfBody(),
        ordered(message.attributesAsStrings()),
        attributes(message.messageAttributes()),
        message.messageAttributes().isEmpty() ? null : message.md5OfMessageAttributes());
  }

  private static Map<String, String> ordered(Map<String, String> attributes) {
    var rest = new TreeMap<>(attributes);
    var ordered = new LinkedHashMap<String, String>();
    for (String name : ATTRIBUTE_ORDER) {
      String value = rest.remove(name);
      if (value != null) {
        ordered.put(name, value);
      }
    }
    ordered.putAll(rest);
    return ordered;
  }

  private static Map<String, MessageAttribute> attributes(
      Map<String, MessageAttributeValue> attributes) {
    var ours = new TreeMap<String, MessageAttribute>();
    attributes.forEach((name, value) -> ours.put(name, attribute(value)));
    return ours;
  }

  private static MessageAttribute attribute(MessageAttributeValue value) {
    if (value.binaryValue() != null) {
      String base64 = Base64.getEncoder().encodeToString(value.binaryValue().asByteArray());
      return new MessageAttribute(value.dataType(), null, base64);
    }
    return new MessageAttribute(value.dataType(), value.stringValue(), null);
  }
}
