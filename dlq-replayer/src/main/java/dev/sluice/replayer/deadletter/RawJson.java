package dev.sluice.replayer.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Cuts a value out of JSON text as it stands there: reading it into numbers and writing it again
/// could change digits, and a replayed event must be the same event.
final class RawJson {

  private static final JsonFactory JSON = new JsonFactory();

  private RawJson() {}

  /// The value of a field of the root object.
  ///
  /// @param text a JSON object that was parsed before
  static String valueOf(String text, String field) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        parser.nextToken();
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        parser.finishToken();
        if (wanted) {
          int end = Math.toIntExact(parser.currentLocation().getCharOffset());
          return text.substring(start, end).strip();
        }
      }
    } catch (IOException parsedBefore) {
      throw new UncheckedIOException(parsedBefore);
    }
    throw new IllegalArgumentException("expected the field " + field);
  }
}
