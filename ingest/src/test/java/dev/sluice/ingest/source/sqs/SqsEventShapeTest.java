package dev.sluice.ingest.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqsEventShapeTest {

  @ParameterizedTest
  @ValueSource(strings = {"event-sqs.json", "event-sqs-retry-traced.json", "event-sqs-fifo.json"})
  @Rule({"SQS-020", "SQS-021", "SQS-022", "SQS-023", "SQS-024", "SQS-025", "SQS-026", "SQS-027"})
  void writes_the_recorded_event_byte_for_byte(String fixture) {
    assertThat(written(fixture, Duration.ZERO)).isEqualTo(Fixtures.compact(fixture));
  }

  @Test
  @Rule("SQS-025")
  void says_that_there_are_no_attributes_when_the_mapping_has_a_window() {
    assertThat(written("event-sqs-window.json", Duration.ofSeconds(1)))
        .isEqualTo(Fixtures.compact("event-sqs-window.json"));
  }

  @Test
  @Rule("SQS-024")
  void writes_a_binary_attribute_in_base64() {
    var message =
        new QueueMessage(
            "id",
            "handle",
            "",
            "md5",
            Map.of(),
            Map.of("seal", new MessageAttribute("Binary.png", null, "AAEC")),
            "md5a");

    var json =
        new String(shape(Duration.ZERO).write(List.of(message)).array(), StandardCharsets.UTF_8);

    assertThat(json)
        .contains(
            "\"messageAttributes\":{\"seal\":{\"binaryValue\":\"AAEC\",\"stringListValues\":[],"
                + "\"binaryListValues\":[],\"dataType\":\"Binary.png\"}},"
                + "\"md5OfMessageAttributes\":\"md5a\"");
  }

  @Test
  void has_the_size_it_is_reckoned_to_have() {
    var shape = shape(Duration.ZERO);
    var messages = messages("event-sqs.json");

    long lengths = messages.stream().mapToLong(shape::length).sum();

    assertThat(messages).hasSize(2);
    assertThat((long) shape.write(messages).length()).isEqualTo(shape.overhead() + lengths);
  }

  private static String written(String fixture, Duration window) {
    var event = shapeOf(fixture, window).write(messages(fixture));
    return new String(event.array(), StandardCharsets.UTF_8);
  }

  private static SqsEventShape shape(Duration window) {
    return shapeOf("event-sqs.json", window);
  }

  private static SqsEventShape shapeOf(String fixture, Duration window) {
    var first = Fixtures.read(fixture).get("Records").get(0);
    return new SqsEventShape(Arn.parse(first.get("eventSourceARN").textValue()), window);
  }

  private static List<QueueMessage> messages(String fixture) {
    return Fixtures.read(fixture).get("Records").valueStream().map(r -> message(r)).toList();
  }

  private static QueueMessage message(JsonNode r) {
    var attributes = new LinkedHashMap<String, String>();
    r.get("attributes")
        .properties()
        .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
    var messageAttributes = new LinkedHashMap<String, MessageAttribute>();
    r.get("messageAttributes")
        .properties()
        .forEach(
            e ->
                messageAttributes.put(
                    e.getKey(),
                    new MessageAttribute(
                        e.getValue().get("dataType").textValue(),
                        e.getValue().get("stringValue").textValue(),
                        null)));
    var md5 = r.get("md5OfMessageAttributes");
    return new QueueMessage(
        r.get("messageId").textValue(),
        r.get("receiptHandle").textValue(),
        r.get("body").textValue(),
        r.get("md5OfBody").textValue(),
        attributes,
        messageAttributes,
        md5 == null ? null : md5.textValue());
  }
}
