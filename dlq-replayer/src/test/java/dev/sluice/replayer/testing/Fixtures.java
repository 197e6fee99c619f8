package dev.sluice.replayer.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The recorded texts of the rule book.
public final class Fixtures {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  public static String text(String name) {
    try {
      Path root = Path.of(System.getProperty("sluice.root", ".."));
      return Files.readString(root.resolve("docs/rules/fixtures").resolve(name + ".json"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static JsonNode json(String name) {
    return parse(text(name));
  }

  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A message recorded as a receive shows it.
  public static QueueMessage message(String name) {
    JsonNode json = json(name);
    Map<String, String> attributes = new HashMap<>();
    json.path("Attributes")
        .properties()
        .forEach(one -> attributes.put(one.getKey(), one.getValue().asText()));
    Map<String, MessageAttribute> messageAttributes = new HashMap<>();
    json.path("MessageAttributes")
        .properties()
        .forEach(
            one ->
                messageAttributes.put(
                    one.getKey(),
                    new MessageAttribute(
                        one.getValue().path("DataType").asText(),
                        one.getValue().path("StringValue").asText(),
                        null)));
    @Nullable String md5 =
        json.has("MD5OfMessageAttributes") ? json.path("MD5OfMessageAttributes").asText() : null;
    return new QueueMessage(
        json.path("MessageId").asText(),
        json.path("ReceiptHandle").asText(),
        json.path("Body").asText(),
        json.path("MD5OfBody").asText(),
        attributes,
        messageAttributes,
        md5);
  }
}
