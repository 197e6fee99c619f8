package dev.sluice.replayer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.replayer.deadletter.DeadLetter;
import java.io.UncheckedIOException;

/// The JSON all commands share.
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// What a listing says of a letter; nothing of its payload.
  static ObjectNode letter(DeadLetter letter) {
    ObjectNode json = object();
    json.put("id", letter.id().value());
    json.put("queue", letter.queue().name());
    json.put("kind", Words.kind(letter));
    json.put("when", letter.when() == null ? null : Words.when(letter));
    json.put("condition", Words.condition(letter));
    json.put("receiveCount", letter.message().receiveCount());
    json.put("origin", Words.origin(letter));
    json.put("bytes", letter.size());
    return json;
  }

  static String text(ObjectNode json) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
