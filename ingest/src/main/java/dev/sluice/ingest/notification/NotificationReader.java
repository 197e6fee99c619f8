package dev.sluice.ingest.notification;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.eventqueue.PushedEventReader;

/// Reads what topics and buckets deliver to an inbox: a notification of a bucket is the function's
/// event as it is, the envelope of a topic is rewritten (EVT-022), the test message of a bucket is
/// ignored (EVT-011). Safe for use by many threads.
public final class NotificationReader implements PushedEventReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  @Override
  public PushedEvent read(String body) {
    JsonNode message;
    try {
      message = JSON.readTree(body);
    } catch (JacksonException notJson) {
      return new PushedEvent.Unreadable("expected JSON of S3 or SNS, found something else");
    }
    if (S3Notification.isTest(message)) {
      return new PushedEvent.Ignored("a test message of bucket " + message.path("Bucket").asText());
    }
    if (S3Notification.isEvent(message)) {
      return S3Notification.event(body);
    }
    if (SnsNotification.isEnvelope(message)) {
      return SnsNotification.event(message);
    }
    return new PushedEvent.Unreadable(
        "expected a notification of S3 or the envelope of SNS, found other JSON");
  }
}
