package dev.sluice.ingest.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message as one receive gave it.
///
/// @param messageId stays over redeliveries
/// @param receiptHandle new at each receive
/// @param body never parsed (SQS-026)
/// @param md5OfBody hex, as SQS gave it
/// @param attributes system attributes in the order the event shows them; values are text (SQS-021)
/// @param messageAttributes by name
/// @param md5OfMessageAttributes hex; null when the message has no attributes (SQS-025)
public record QueueMessage(
    String messageId,
    String receiptHandle,
    String body,
    String md5OfBody,
    Map<String, String> attributes,
    Map<String, MessageAttribute> messageAttributes,
    @Nullable String md5OfMessageAttributes)
    implements SourceRecord {

  public QueueMessage {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    messageAttributes = Collections.unmodifiableMap(new LinkedHashMap<>(messageAttributes));
  }

  /// How often the message has been received, this time included; 1 when SQS did not say.
  public int receiveCount() {
    return Integer.parseInt(attributes.getOrDefault("ApproximateReceiveCount", "1"));
  }
}
