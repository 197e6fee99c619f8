package dev.sluice.ingest.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.eventqueue.PushedEventReader.PushedEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The envelope a topic puts into a queue when raw delivery is off (EVT-030), and the event a
/// function gets in its stead (EVT-020). A subscription with raw delivery has no envelope to make
/// an event from and cannot serve a function.
final class SnsNotification {

  private static final JsonFactory JSON = new JsonFactory();

  private static final List<String> REQUIRED =
      List.of("MessageId", "TopicArn", "Message", "Timestamp", "UnsubscribeURL");

  /// The envelope does not name its subscription; the address for leaving it does.
  private static final Pattern SUBSCRIPTION = Pattern.compile("[?&]SubscriptionArn=([^&]+)");

  private SnsNotification() {}

  static boolean isEnvelope(JsonNode message) {
    return message.path("Type").asText().equals("Notification") && message.has("TopicArn");
  }

  static PushedEvent event(JsonNode envelope) {
    for (String name : REQUIRED) {
      if (!envelope.path(name).isTextual()) {
        return new PushedEvent.Unreadable("expected an envelope with " + name + ", found none");
      }
    }
    Matcher subscription = SUBSCRIPTION.matcher(envelope.path("UnsubscribeURL").asText());
    if (!subscription.find()) {
      return new PushedEvent.Unreadable(
          "expected an UnsubscribeURL that names the subscription, found another");
    }
    String arn = URLDecoder.decode(subscription.group(1), StandardCharsets.UTF_8);
    return new PushedEvent.Event(write(envelope, arn));
  }

  private static String write(JsonNode envelope, String subscriptionArn) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("Records");
      json.writeStartObject();
      json.writeStringField("EventSource", "aws:sns");
      json.writeStringField("EventVersion", "1.0");
      json.writeStringField("EventSubscriptionArn", subscriptionArn);
      json.writeObjectFieldStart("Sns");
      json.writeStringField("Type", "Notification");
      json.writeStringField("MessageId", text(envelope, "MessageId"));
      json.writeStringField("TopicArn", text(envelope, "TopicArn"));
      json.writeStringField("Subject", text(envelope, "Subject")); // null when absent (EVT-021)
      json.writeStringField("Message", text(envelope, "Message"));
      json.writeStringField("Timestamp", text(envelope, "Timestamp"));
      json.writeStringField("SignatureVersion", "1"); // whatever the topic is set to (EVT-023)
      json.writeStringField("Signature", text(envelope, "Signature"));
      json.writeStringField("SigningCertUrl", text(envelope, "SigningCertURL"));
      json.writeStringField("UnsubscribeUrl", text(envelope, "UnsubscribeURL"));
      attributes(json, envelope.path("MessageAttributes"));
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // a StringWriter does not fail
    }
    return text.toString();
  }

  /// Bytes stay base64 text (EVT-024).
  private static void attributes(JsonGenerator json, JsonNode attributes) throws IOException {
    json.writeObjectFieldStart("MessageAttributes");
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      json.writeObjectFieldStart(attribute.getKey());
      json.writeStringField("Type", text(attribute.getValue(), "Type"));
      json.writeStringField("Value", text(attribute.getValue(), "Value"));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value.asText();
  }
}
