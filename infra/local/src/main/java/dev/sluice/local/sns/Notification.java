package dev.sluice.local.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a publisher handed in, checked: the parameters of Publish, or of one entry of PublishBatch.
record Notification(
    String message,
    Optional<String> subject,
    Map<String, Attribute> attributes,
    Optional<String> messageGroup) {

  static final int MOST_BYTES = 256 * 1024;

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int MOST_SUBJECT = 100;

  Notification {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /// A message attribute.
  ///
  /// @param value the text, or the bytes in base64 where the type is Binary
  record Attribute(String type, String value) {

    boolean isBinary() {
      return type.equals("Binary") || type.startsWith("Binary.");
    }
  }

  static Notification read(Parameters parameters) {
    var text = parameters.text("Message").orElse("");
    if (text.isEmpty()) {
      throw Parameters.invalid("Empty message");
    }
    var subject = parameters.text("Subject");
    if (subject.isPresent() && (subject.get().isEmpty() || subject.get().length() > MOST_SUBJECT)) {
      throw Parameters.invalid("Subject");
    }
    if (parameters.text("MessageDeduplicationId").isPresent()) {
      throw Parameters.invalid(
          "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
              + " that is not valid for this topic type");
    }
    var read =
        new Notification(
            forQueues(text, parameters.text("MessageStructure")),
            subject,
            attributes(parameters),
            parameters.text("MessageGroupId"));
    if (read.size() > MOST_BYTES) {
      throw Parameters.invalid("Message too long");
    }
    return read;
  }

  /// With the structure `json`, a message is an object with one text per protocol.
  private static String forQueues(String text, Optional<String> structure) {
    if (structure.isEmpty()) {
      return text;
    }
    try {
      var tree = JSON.readTree(text);
      var chosen = tree.path("sqs").isTextual() ? tree.path("sqs") : tree.path("default");
      if ("json".equals(structure.get()) && tree.path("default").isTextual()) {
        return chosen.textValue();
      }
    } catch (JsonProcessingException e) {
      throw Parameters.invalid("Message Structure - JSON message body failed to parse");
    }
    throw Parameters.invalid("Message Structure - No default entry in JSON message body");
  }

  private static Map<String, Attribute> attributes(Parameters parameters) {
    var attributes = new LinkedHashMap<String, Attribute>();
    for (var entry : parameters.list("MessageAttributes.entry")) {
      var name = entry.required("Name");
      var type = entry.required("Value.DataType");
      var value =
          entry
              .text("Value.StringValue")
              .or(() -> entry.text("Value.BinaryValue"))
              .filter(v -> !v.isEmpty())
              .orElseThrow(
                  () ->
                      new ServiceFault(
                          400,
                          "ParameterValueInvalid",
                          "The message attribute '" + name + "' must contain non-empty value"));
      attributes.put(name, new Attribute(type, value));
    }
    return attributes;
  }

  /// What counts towards the limit, in bytes.
  int size() {
    var size = bytes(message);
    for (var each : attributes.entrySet()) {
      size += bytes(each.getKey()) + bytes(each.getValue().type()) + bytes(each.getValue().value());
    }
    return size;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
