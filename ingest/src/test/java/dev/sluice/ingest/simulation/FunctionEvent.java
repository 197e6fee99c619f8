package dev.sluice.ingest.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.SequenceNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What a function was called with, as it finds it in the JSON.
///
/// @param source ARN of the queue or stream; empty for an asynchronous event
/// @param shard of the stream; empty for all others
/// @param parts in their order, at least one
record FunctionEvent(String source, String shard, List<Part> parts) {

  private static final JsonMapper JSON = new JsonMapper();

  /// One thing to handle.
  ///
  /// @param name as the answer names it: a message id, a sequence number, the id of an event
  /// @param item name of what it carries
  /// @param group of a FIFO queue; empty for all others
  record Part(String name, String item, String group) {

    SequenceNumber sequenceNumber() {
      return SequenceNumber.parse(name);
    }
  }

  FunctionEvent {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a function is called with nothing");
    }
  }

  boolean isOfStream() {
    return !shard.isEmpty();
  }

  boolean isAsynchronous() {
    return source.isEmpty();
  }

  /// The JSON of an asynchronous event that carries this item.
  static String carrying(Item item) {
    return "{\"item\":\"" + item.name() + "\"}";
  }

  /// The item that an asynchronous event carries.
  static String itemOf(String event) {
    return json(event).path("item").asText();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException noJson) {
      throw new IllegalArgumentException("expected JSON, found " + text, noJson);
    }
  }

  static FunctionEvent read(Payload payload, RequestId request) {
    JsonNode root = json(payload.text());
    JsonNode records = root.get("Records");
    if (records == null) {
      return new FunctionEvent(
          "", "", List.of(new Part(request.value(), root.path("item").asText(), "")));
    }
    JsonNode first = records.path(0);
    String source = first.path("eventSourceARN").asText();
    List<Part> parts = new ArrayList<>(records.size());
    if (!first.has("kinesis")) {
      records.forEach(record -> parts.add(message(record)));
      return new FunctionEvent(source, "", parts);
    }
    records.forEach(record -> parts.add(streamRecord(record.path("kinesis"))));
    String id = first.path("eventID").asText();
    return new FunctionEvent(source, id.substring(0, id.indexOf(':')), parts);
  }

  private static Part message(JsonNode record) {
    return new Part(
        record.path("messageId").asText(),
        record.path("body").asText(),
        record.path("attributes").path("MessageGroupId").asText(""));
  }

  private static Part streamRecord(JsonNode kinesis) {
    byte[] data = Base64.getDecoder().decode(kinesis.path("data").asText());
    return new Part(
        kinesis.path("sequenceNumber").asText(), new String(data, StandardCharsets.UTF_8), "");
  }
}
