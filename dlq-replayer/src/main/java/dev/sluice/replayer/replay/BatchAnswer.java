package dev.sluice.replayer.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.invoke.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a function's answer to a replayed batch confirms. Any report of a failed item, and any
/// answer that cannot be read, leaves the letter: the whole batch is replayed another time.
sealed interface BatchAnswer {

  /// The whole batch was handled.
  record AllHandled() implements BatchAnswer {}

  /// It was not, or nobody can tell.
  ///
  /// @param why for people
  record NotConfirmed(String why) implements BatchAnswer {}

  /// Reads an answer (KIN-060, KIN-064 to KIN-067).
  static BatchAnswer read(Payload answer) {
    if (answer.bytes().length == 0) {
      return new AllHandled();
    }
    JsonNode root = Json.parsed(answer);
    if (root == null || root.isMissingNode()) {
      return new NotConfirmed("the function's answer is not JSON, so nothing is confirmed");
    }
    JsonNode list = root.path("batchItemFailures");
    if (list.isMissingNode() || list.isNull() || (list.isArray() && list.isEmpty())) {
      return new AllHandled();
    }
    JsonNode first = list.path(0).path("itemIdentifier");
    // Only a sequence number is shown: anything else may be a part of the payload.
    if (first.isTextual() && first.textValue().matches("[0-9]{1,129}")) {
      return new NotConfirmed(
          "the function reported "
              + list.size()
              + (list.size() == 1 ? " record" : " records")
              + " as failed, the first of them "
              + first.textValue());
    }
    return new NotConfirmed("the function's answer has malformed batchItemFailures");
  }

  /// Strict reading of UTF-8 JSON.
  final class Json {

    private static final ObjectReader READER =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private Json() {}

    static @Nullable JsonNode parsed(Payload payload) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(payload.bytes());
        return READER.readTree(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
      } catch (JsonProcessingException | CharacterCodingException unreadable) {
        return null;
      }
    }
  }
}
