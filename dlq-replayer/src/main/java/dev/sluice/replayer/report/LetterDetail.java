package dev.sluice.replayer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.replayer.deadletter.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One letter with all it holds, for `show`: the only place where payload is printed.
///
/// @param letter to show
/// @param records of a stream letter that the stream still has; empty for other letters
/// @param problem why the records are not those the letter speaks of; null when they are
/// @param expiry when the first of the records is trimmed; null when that is not known
public record LetterDetail(
    DeadLetter letter,
    List<StreamRecord> records,
    @Nullable String problem,
    @Nullable Instant expiry) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public LetterDetail {
    records = List.copyOf(records);
  }

  public String text(Instant now) {
    StringBuilder text = new StringBuilder();
    line(text, "Id", letter.id().value());
    line(text, "Queue", letter.queue().arn().toString());
    line(text, "Kind", Words.kind(letter));
    line(text, "When", Words.when(letter));
    line(text, "Condition", Words.condition(letter));
    line(text, "Receives", Integer.toString(letter.message().receiveCount()));
    line(text, "Replay", Words.action(letter));
    letter
        .message()
        .messageAttributes()
        .forEach((name, value) -> line(text, "Attribute", name + " = " + value.stringValue()));
    text.append("\nBody:\n").append(pretty(letter.message().body())).append('\n');
    for (StreamRecord record : records) {
      text.append("\nRecord ")
          .append(record.sequenceNumber())
          .append(", partition key ")
          .append(record.partitionKey())
          .append(", arrived ")
          .append(record.approximateArrival())
          .append(":\n")
          .append(pretty(data(record)))
          .append('\n');
    }
    if (problem != null) {
      text.append("\nCannot be replayed: ").append(problem).append('\n');
    }
    if (expiry != null) {
      text.append('\n').append(timeLeft(expiry, now)).append('\n');
    }
    return Words.plain(text.toString().stripTrailing());
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-10s %s%n", name, value));
  }

  private static String timeLeft(Instant expiry, Instant now) {
    Duration left = Duration.between(now, expiry);
    return left.isPositive()
        ? "The stream retains its first record until "
            + expiry
            + " ("
            + left.toHours()
            + " h "
            + left.toMinutesPart()
            + " min left)."
        : "The stream's retention of its first record ended at " + expiry + ".";
  }

  public String json() {
    ObjectNode json = Json.letter(letter);
    json.put("replay", Words.action(letter));
    ObjectNode attributes = json.putObject("messageAttributes");
    letter
        .message()
        .messageAttributes()
        .forEach(
            (name, value) ->
                attributes.put(
                    name, value.stringValue() == null ? value.base64Value() : value.stringValue()));
    json.set("body", decoded(letter.message().body()));
    ArrayNode all = json.putArray("records");
    for (StreamRecord record : records) {
      ObjectNode one = all.addObject();
      one.put("sequenceNumber", record.sequenceNumber().toString());
      one.put("partitionKey", record.partitionKey());
      one.put("arrived", record.approximateArrival().toString());
      one.set("data", decoded(data(record)));
    }
    json.put("problem", problem);
    json.put("retainedUntil", expiry == null ? null : expiry.toString());
    return Json.text(json);
  }

  /// The record's text, or base64 of bytes that are none.
  private static String data(StreamRecord record) {
    byte[] bytes = record.data().array();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  private static String pretty(String text) {
    JsonNode json = decoded(text);
    return json.isContainerNode() ? json.toPrettyString() : text;
  }

  private static JsonNode decoded(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isContainerNode() ? json : TextNode.valueOf(text);
    } catch (JsonProcessingException notJson) {
      return TextNode.valueOf(text);
    }
  }
}
