package dev.sluice.replayer.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Strict access to the fields of a failure record. Every refusal is an `IllegalArgumentException`
/// that names the field and shows nothing of the payload.
///
/// @param node a JSON object
/// @param where its place in the body, empty or ending in a dot
record RecordFields(JsonNode node, String where) {

  RecordFields object(String name) {
    JsonNode value = node.path(name);
    if (!value.isObject()) {
      throw expected("an object", name);
    }
    return new RecordFields(value, where + name + ".");
  }

  String text(String name) {
    JsonNode value = node.path(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw expected("text", name);
    }
    return value.textValue();
  }

  int count(String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw expected("a whole number", name);
    }
    return value.intValue();
  }

  Instant moment(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException notAMoment) {
      throw expected("a time such as 2025-11-25T14:07:04.411Z", name);
    }
  }

  private IllegalArgumentException expected(String what, String name) {
    return new IllegalArgumentException("expected " + what + " in " + where + name);
  }
}
