package dev.sluice.ingest.destination;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.ingest.invoke.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The spelling that both kinds of record share.
final class RecordWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private RecordWriter() {}

  /// Writes the members of one object.
  @FunctionalInterface
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  static String write(Members members) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // a StringWriter does not fail
    }
    return acceptableToSqs(text.toString());
  }

  /// UTC with three decimals, always.
  static String millis(Instant instant) {
    return MILLIS.format(instant);
  }

  /// @param functionError null is written as null
  static void responseContext(JsonGenerator json, @Nullable String functionError)
      throws IOException {
    json.writeObjectFieldStart("responseContext");
    json.writeNumberField("statusCode", 200);
    json.writeStringField("executedVersion", "$LATEST");
    json.writeStringField("functionError", functionError);
    json.writeEndObject();
  }

  /// A payload as the JSON value it is (DEST-022), byte for byte; as a string when a function
  /// answered with something that is not JSON, so that the record stays readable.
  static void payload(JsonGenerator json, String name, Payload payload) throws IOException {
    json.writeFieldName(name);
    if (isJson(payload)) {
      json.writeRawValue(payload.text());
    } else {
      json.writeString(payload.text());
    }
  }

  private static boolean isJson(Payload payload) throws IOException {
    try (JsonParser parser = JSON.createParser(payload.bytes())) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  /// U+FFFE and U+FFFF are the only characters that JSON text may hold as they are and a message
  /// may not; in JSON they stand inside strings, where an escape says the same.
  private static String acceptableToSqs(String json) {
    return json.replace("\uFFFE", "\\uFFFE").replace("\uFFFF", "\\uFFFF");
  }
}
