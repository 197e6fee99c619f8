package dev.sluice.ingest.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.destination.StreamFailureRecord.LastAnswer;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamFailureRecordTest {

  @Test
  @Rule({"DEST-001", "DEST-003", "DEST-004", "DEST-007", "DEST-008", "DEST-009"})
  void is_the_recorded_text_after_a_function_error() {
    var ending =
        new StreamFailureRecord.Ending(
            Condition.RetryAttemptsExhausted, 2, LastAnswer.FUNCTION_ERROR);

    String json = record(ending, "2025-11-25T14:07:04.411Z", last(), 2).json();

    assertThat(json).isEqualTo(Fixtures.compact("stream-failure-kinesis.json"));
  }

  @Test
  @Rule("DEST-001")
  void is_byte_for_byte_the_recorded_message_body() {
    var ending =
        new StreamFailureRecord.Ending(
            Condition.RetryAttemptsExhausted, 2, LastAnswer.FUNCTION_ERROR);
    JsonNode message = Fixtures.read("stream-failure-kinesis-sqs-message.json");

    String json = record(ending, "2025-11-25T14:07:04.411Z", last(), 2).json();

    assertThat(json).isEqualTo(message.get("Body").asText());
  }

  @Test
  @Rule("DEST-006")
  void has_a_null_function_error_after_reported_item_failures() {
    var ending =
        new StreamFailureRecord.Ending(
            Condition.RetryAttemptsExhausted, 4, LastAnswer.ITEM_FAILURES);

    String json = record(ending, "2025-11-25T14:07:04.411Z", first(), 1).json();

    assertThat(json).isEqualTo(Fixtures.compact("stream-failure-kinesis-item-failures.json"));
  }

  @Test
  @Rule({"DEST-003", "DEST-005"})
  void has_no_response_context_when_the_records_were_too_old() {
    var ending = new StreamFailureRecord.Ending(Condition.RecordAgeExceeded, 1, LastAnswer.NONE);

    String json = record(ending, "2025-11-25T14:08:04.411Z", first(), 1).json();

    assertThat(json).isEqualTo(Fixtures.compact("stream-failure-kinesis-record-age.json"));
    assertThatThrownBy(
            () ->
                new StreamFailureRecord.Ending(
                    Condition.RecordAgeExceeded, 1, LastAnswer.FUNCTION_ERROR))
        .hasMessageContaining("DEST-005");
  }

  @Test
  @Rule("DEST-007")
  void writes_three_decimals_even_when_they_are_zero() {
    var edge = new StreamFailureRecord.Edge(SequenceNumber.parse("7"), Instant.EPOCH);
    var ending = new StreamFailureRecord.Ending(Condition.RecordAgeExceeded, 0, LastAnswer.NONE);

    String json = record(ending, "2025-11-25T14:08:04Z", edge, edge, 1).json();

    assertThat(json)
        .contains("\"timestamp\":\"2025-11-25T14:08:04.000Z\"")
        .contains("\"approximateArrivalOfFirstRecord\":\"1970-01-01T00:00:00.000Z\"");
  }

  private static StreamFailureRecord.Edge first() {
    return new StreamFailureRecord.Edge(
        SequenceNumber.parse("49668405670000000000000000000000000000000000100000001000"),
        Instant.parse("2025-11-25T14:07:01.017Z"));
  }

  private static StreamFailureRecord.Edge last() {
    return new StreamFailureRecord.Edge(
        SequenceNumber.parse("49668405670000000000000000000000000000000000100000002000"),
        Instant.parse("2025-11-25T14:07:01.254Z"));
  }

  private static StreamFailureRecord record(
      StreamFailureRecord.Ending ending, String at, StreamFailureRecord.Edge last, int size) {
    return record(ending, at, first(), last, size);
  }

  private static StreamFailureRecord record(
      StreamFailureRecord.Ending ending,
      String at,
      StreamFailureRecord.Edge first,
      StreamFailureRecord.Edge last,
      int size) {
    var batch =
        new StreamFailureRecord.Batch(
            Arn.parse("arn:aws:kinesis:eu-central-1:111122223333:stream/clicks"),
            new ShardId("shardId-000000000000"),
            first,
            last,
            size);
    return new StreamFailureRecord(
        new RequestId("4f7a1f0e-5f8e-4f4f-9a0d-1c2b3a4d5e6f"),
        Arn.parse("arn:aws:lambda:eu-central-1:111122223333:function:order-handler"),
        ending,
        Instant.parse(at),
        batch);
  }
}
