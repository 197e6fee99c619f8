package dev.sluice.ingest.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.destination.EventFailureRecord.Ending;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventFailureRecordTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Payload REQUEST = Payload.of("{\"orderId\":1001}");

  private static final Payload ERROR =
      Payload.of(
          "{\"errorMessage\":\"intentional"
              + " failure\",\"errorType\":\"java.lang.IllegalStateException\","
              + "\"stackTrace\":[\"example.OrderHandler.handleRequest(OrderHandler.java:27)\"]}");

  @Test
  @Rule({"DEST-020", "DEST-023", "DEST-034"})
  void is_the_recorded_text_after_the_last_retry() {
    String json = record(new Ending(Condition.RetriesExhausted, 3, ERROR), REQUEST).json();

    assertThat(json).isEqualTo(Fixtures.compact("async-failure-retries-exhausted.json"));
  }

  @Test
  @Rule("DEST-020")
  void is_byte_for_byte_the_recorded_message_body() {
    JsonNode message = Fixtures.read("async-failure-sqs-message.json");

    String json = record(new Ending(Condition.RetriesExhausted, 3, ERROR), REQUEST).json();

    assertThat(json).isEqualTo(message.get("Body").asText());
  }

  @Test
  @Rule({"DEST-023", "DEST-024"})
  void carries_the_answer_of_the_attempt_after_which_the_event_was_too_old() {
    String json = record(new Ending(Condition.EventAgeExceeded, 1, ERROR), REQUEST).json();

    assertThat(json).isEqualTo(Fixtures.compact("async-failure-event-age-exceeded.json"));
  }

  @Test
  @Rule({"DEST-023", "DEST-025"})
  void has_no_response_fields_when_the_function_may_not_run() {
    String json =
        record(new Ending(Condition.ZeroReservedConcurrency, 0, null), Payload.of("{}")).json();

    assertThat(json).isEqualTo(Fixtures.compact("async-failure-zero-reserved-concurrency.json"));
    assertThatThrownBy(() -> new Ending(Condition.ZeroReservedConcurrency, 0, ERROR))
        .hasMessageContaining("DEST-025");
  }

  @Test
  @Rule("DEST-026")
  void has_no_response_fields_when_no_attempt_ran_before_the_event_was_too_old()
      throws IOException {
    String json = record(new Ending(Condition.EventAgeExceeded, 0, null), REQUEST).json();

    assertThat(MAPPER.readTree(json).properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("version", "timestamp", "requestContext", "requestPayload");
  }

  @Test
  void keeps_the_request_as_it_was_sent_down_to_number_formats_and_spaces() {
    var request = Payload.of("{ \"amount\": 1.10, \"id\": 12345678901234567890 }");

    String json = record(new Ending(Condition.RetriesExhausted, 1, ERROR), request).json();

    assertThat(json)
        .contains("\"requestPayload\":{ \"amount\": 1.10, \"id\": 12345678901234567890 }");
  }

  @Test
  void shows_an_answer_that_is_not_json_as_a_string() throws IOException {
    var answer = Payload.of("segfault {");

    String json = record(new Ending(Condition.RetriesExhausted, 1, answer), REQUEST).json();

    assertThat(MAPPER.readTree(json).get("responsePayload").asText()).isEqualTo("segfault {");
  }

  @Test
  void escapes_the_characters_that_a_message_may_not_hold() throws IOException {
    var request = Payload.of("\"a\uFFFEb\uFFFF\"");

    String json = record(new Ending(Condition.RetriesExhausted, 1, ERROR), request).json();

    assertThat(json).doesNotContain("\uFFFE", "\uFFFF");
    assertThat(MAPPER.readTree(json).get("requestPayload").asText()).isEqualTo("a\uFFFEb\uFFFF");
  }

  private static EventFailureRecord record(Ending ending, Payload request) {
    return new EventFailureRecord(
        new RequestId("c2a6f2ae-7dbb-4d22-8782-d0485c9877e2"),
        Arn.parse("arn:aws:lambda:eu-central-1:111122223333:function:order-handler"),
        ending,
        Instant.parse("2025-11-25T22:18:25.123Z"),
        request);
  }
}
