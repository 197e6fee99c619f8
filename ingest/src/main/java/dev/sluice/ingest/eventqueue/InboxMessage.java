package dev.sluice.ingest.eventqueue;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message of an inbox as one receive gave it.
///
/// @param messageId stays over redeliveries
/// @param receiptHandle new at each receive
/// @param body text
/// @param receiveCount how often it has been received, this time included
/// @param sentAt by the queue's clock
/// @param traceHeader the `AWSTraceHeader` system attribute; null when there is none (EVT-014)
/// @param attributes message attributes that are text, by name
public record InboxMessage(
    String messageId,
    String receiptHandle,
    String body,
    int receiveCount,
    Instant sentAt,
    @Nullable String traceHeader,
    Map<String, String> attributes) {

  public InboxMessage {
    attributes = Map.copyOf(attributes);
  }

  /// Without body and attributes.
  @Override
  public String toString() {
    return messageId + ", received " + receiveCount + " times";
  }
}
