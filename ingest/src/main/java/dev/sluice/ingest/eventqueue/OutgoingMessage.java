package dev.sluice.ingest.eventqueue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message to put into an inbox.
///
/// @param body not empty
/// @param traceHeader becomes the `AWSTraceHeader` system attribute; null for none
/// @param attributes message attributes of type String, by name, at most 10
public record OutgoingMessage(
    String body, @Nullable String traceHeader, Map<String, String> attributes) {

  public OutgoingMessage {
    attributes = Map.copyOf(attributes);
    if (body.isEmpty() || attributes.size() > 10) {
      throw new IllegalArgumentException("expected a body and at most 10 attributes");
    }
  }

  /// Without body and attributes.
  @Override
  public String toString() {
    return "a message of " + body.length() + " characters";
  }
}
