package dev.sluice.ingest.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.settle.BatchItemFailures.NoneReported;
import dev.sluice.ingest.settle.BatchItemFailures.SomeReported;
import dev.sluice.ingest.settle.BatchItemFailures.Unreadable;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchItemFailuresTest {

  private static final List<String> MESSAGES = List.of("m1", "m2");

  @TestFactory
  @Rule({"SQS-041", "SQS-043", "SQS-044", "SQS-045", "SQS-046", "SQS-047"})
  @Rule({"KIN-060", "KIN-064", "KIN-065", "KIN-066", "KIN-067", "KIN-069"})
  Stream<DynamicTest> reads_each_recorded_answer() {
    return Fixtures.read("partial-batch.json")
        .get("cases")
        .valueStream()
        .filter(c -> c.get("reportBatchItemFailures").asBoolean())
        .filter(c -> !c.get("functionThrew").asBoolean())
        .map(c -> DynamicTest.dynamicTest(c.get("id") + " " + c.get("rule"), () -> check(c)));
  }

  private static void check(JsonNode c) {
    var batch = texts(c.get("batchIds"));
    var answer = Payload.of(c.get("responseText").textValue());
    if (c.get("source").textValue().startsWith("sqs")) {
      var reading = BatchItemFailures.ofQueue(answer, batch);
      assertThat(kind(reading)).isEqualTo(c.get("outcome").textValue());
      if (reading instanceof SomeReported<String>(var identifiers)) {
        assertThat(identifiers).containsExactlyInAnyOrderElementsOf(texts(c.get("retried")));
      }
    } else {
      var numbers = batch.stream().map(SequenceNumber::parse).toList();
      var reading = BatchItemFailures.ofStream(answer, numbers);
      assertThat(kind(reading)).isEqualTo(c.get("outcome").textValue());
      if (reading instanceof SomeReported<SequenceNumber>(var identifiers)) {
        assertThat(Collections.min(identifiers)).hasToString(texts(c.get("retried")).getFirst());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}],\"batchItemFailures\":[]}",
        "{} {\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}",
        "{\"batchItemFailures\":[]}x",
        "{\"batchItemFailures\":[null]}",
        "{\"batchItemFailures\":false}",
        "{\"batchItemFailures\":0}",
        "{\"batchItemFailures\":{}}",
        "{\"batchItemFailures\":\"\"}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"M1\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\" m1\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":true}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":[\"m1\"]}]}",
        " ",
        "ok",
        "NaN",
        "{'batchItemFailures':[]}"
      })
  void never_takes_an_unreadable_answer_for_none(String answer) {
    assertThat(BatchItemFailures.ofQueue(Payload.of(answer), MESSAGES))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void does_not_read_what_is_not_utf_8() {
    var broken = new Payload(new byte[] {'"', (byte) 0xff, '"'});

    assertThat(BatchItemFailures.ofQueue(broken, MESSAGES)).isInstanceOf(Unreadable.class);
  }

  @Test
  @Rule("SQS-046")
  void says_when_success_is_only_assumed() {
    assertThat(BatchItemFailures.ofQueue(Payload.of("\"ok\""), MESSAGES))
        .isEqualTo(new NoneReported<String>(true));
    assertThat(BatchItemFailures.ofQueue(Payload.of("{}"), MESSAGES))
        .isEqualTo(new NoneReported<String>(false));
  }

  @Test
  @Rule("KIN-069")
  void compares_sequence_numbers_as_numbers() {
    var batch = List.of(SequenceNumber.parse("99"), SequenceNumber.parse("100"));
    var answer =
        Payload.of(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"100\"},{\"itemIdentifier\":\"099\"}]}");

    assertThat(BatchItemFailures.ofStream(answer, batch))
        .isEqualTo(new SomeReported<>(Set.copyOf(batch)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+99", "-99", " 99", "99.0", "\u0669\u0669", "9e1", "0x63", "99a"})
  @Rule("KIN-069")
  void takes_no_other_spelling_for_a_sequence_number(String identifier) {
    var batch = List.of(SequenceNumber.parse("99"), SequenceNumber.parse("90"));
    var answer =
        Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + identifier + "\"}]}");

    assertThat(BatchItemFailures.ofStream(answer, batch)).isInstanceOf(Unreadable.class);
  }

  private static String kind(BatchItemFailures<?> reading) {
    return switch (reading) {
      case NoneReported<?> _ -> "success";
      case SomeReported<?> _ -> "partial";
      case Unreadable<?> _ -> "whole-batch-failure";
    };
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::textValue).toList();
  }
}
