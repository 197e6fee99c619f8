package dev.sluice.ingest.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.eventqueue.PushedEventReader.PushedEvent;

/// What a bucket puts into a queue (EVT-002, EVT-011, EVT-014).
final class S3Notification {

  private S3Notification() {}

  /// The message S3 sends when a notification is configured; it has no records.
  static boolean isTest(JsonNode message) {
    return message.path("Event").asText().equals("s3:TestEvent") && !message.has("Records");
  }

  static boolean isEvent(JsonNode message) {
    JsonNode records = message.path("Records");
    if (!records.isArray() || records.isEmpty()) {
      return false;
    }
    for (JsonNode one : records) {
      if (!one.path("eventSource").asText().equals("aws:s3")) {
        return false;
      }
    }
    return true;
  }

  /// The body is the function's event, byte for byte.
  static PushedEvent event(String body) {
    return new PushedEvent.Event(body);
  }
}
