package dev.sluice.ingest.settle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.settle.BatchItemFailures.NoneReported;
import dev.sluice.ingest.settle.BatchItemFailures.SomeReported;
import dev.sluice.ingest.settle.BatchItemFailures.Unreadable;
import dev.sluice.ingest.source.SequenceNumber;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the answer of a function as a report of failed items, strictly: whatever is neither a
/// report nor plainly none is unreadable.
///
/// @param itemName what an identifier is, for messages
/// @param batch the identifiers that may be reported
/// @param parse from the reported text; null when it cannot be one
record AnswerReader<I>(String itemName, Set<I> batch, Function<String, @Nullable I> parse) {

  private static final String ROOT_KEY = "batchItemFailures";
  private static final String ENTRY_KEY = "itemIdentifier";

  /// A key that stands there twice makes the text unreadable: which one counts is anybody's guess.
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  /// At most the 129 digits a sequence number can have (KIN-069).
  private static final Pattern SEQUENCE_NUMBER = Pattern.compile("[0-9]{1,129}");

  static @Nullable SequenceNumber sequenceNumber(String text) {
    return SEQUENCE_NUMBER.matcher(text).matches() ? SequenceNumber.parse(text) : null;
  }

  BatchItemFailures<I> read(Payload answer) {
    if (answer.bytes().length == 0) {
      return new NoneReported<>(false);
    }
    JsonNode root;
    try {
      root = JSON.readTree(decoded(answer));
    } catch (JsonProcessingException | CharacterCodingException notJson) {
      return new Unreadable<>("expected JSON, found text that is not");
    }
    return ofRoot(root);
  }

  /// Jackson would also guess UTF-16 and skip a byte order mark; Lambda's answers are UTF-8.
  private static String decoded(Payload answer) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.bytes())).toString();
  }

  private BatchItemFailures<I> ofRoot(JsonNode root) {
    if (root.isMissingNode()) {
      return new Unreadable<>("expected JSON, found blanks only");
    }
    if (root.isNull() || (root.isObject() && root.isEmpty())) {
      return new NoneReported<>(false);
    }
    JsonNode list = root.get(ROOT_KEY);
    if (list == null) {
      return new NoneReported<>(true);
    }
    if (list.isNull() || (list.isArray() && list.isEmpty())) {
      return new NoneReported<>(false);
    }
    if (!list.isArray()) {
      return new Unreadable<>("expected an array in " + ROOT_KEY + ", found " + kind(list));
    }
    return ofEntries(list);
  }

  private BatchItemFailures<I> ofEntries(JsonNode list) {
    var reported = new LinkedHashSet<I>();
    for (int i = 0; i < list.size(); i++) {
      String where = ROOT_KEY + "[" + i + "]";
      JsonNode entry = list.path(i);
      if (!entry.isObject()) {
        return new Unreadable<>("expected an object in " + where + ", found " + kind(entry));
      }
      JsonNode identifier = entry.path(ENTRY_KEY);
      if (!identifier.isTextual()) {
        return new Unreadable<>(
            "expected text in " + where + "." + ENTRY_KEY + ", found " + kind(identifier));
      }
      I item = parse.apply(identifier.textValue());
      if (item == null || !batch.contains(item)) {
        return new Unreadable<>(
            "expected a " + itemName + " of the batch in " + where + ", found another text");
      }
      reported.add(item);
    }
    return new SomeReported<>(reported);
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }
}
