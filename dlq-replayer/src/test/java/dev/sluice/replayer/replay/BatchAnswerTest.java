package dev.sluice.replayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.replayer.testing.Fixtures;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAnswerTest {

  /// Every recorded answer to a batch of a stream, malformed ones included.
  static List<JsonNode> streamAnswers() {
    return StreamSupport.stream(Fixtures.json("partial-batch").path("cases").spliterator(), false)
        .filter(one -> !one.path("source").asText().equals("sqs"))
        .filter(one -> one.path("reportBatchItemFailures").asBoolean())
        .filter(one -> !one.path("functionThrew").asBoolean())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("streamAnswers")
  void confirms_exactly_the_answers_that_are_successes(JsonNode answer) {
    boolean success = answer.path("outcome").asText().equals("success");

    BatchAnswer read = BatchAnswer.read(Payload.of(answer.path("responseText").asText()));

    assertThat(read instanceof BatchAnswer.AllHandled)
        .as(answer.path("id") + " " + answer.path("responseText"))
        .isEqualTo(success);
  }

  @Test
  void names_the_record_that_was_not_handled() {
    Payload partial = Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"4711\"}]}");

    assertThat(BatchAnswer.read(partial).toString()).contains("1 record", "4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "   ",
        "{\"batchItemFailures\":[]",
        "{\"batchItemFailures\":{}}",
        "{\"batchItemFailures\":\"\"}",
        "{\"batchItemFailures\":[],\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}",
        "{\"batchItemFailures\":[]} trailing",
        "\ufeff{}"
      })
  void confirms_nothing_it_cannot_read(String answer) {
    assertThat(BatchAnswer.read(Payload.of(answer))).isInstanceOf(BatchAnswer.NotConfirmed.class);
  }

  @Test
  void shows_no_payload_a_function_put_where_a_number_should_be() {
    Payload leaking = Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"secret\"}]}");

    assertThat(BatchAnswer.read(leaking).toString()).doesNotContain("secret");
  }
}
