package dev.sluice.replayer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.replayer.deadletter.Envelope.AsynchronousFailure;
import dev.sluice.replayer.deadletter.Envelope.RedrivenMessage;
import dev.sluice.replayer.deadletter.Envelope.StreamFailure;
import dev.sluice.replayer.deadletter.Envelope.Unknown;
import dev.sluice.replayer.testing.Fixtures;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.rules.Rule;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {

  private static Envelope ofBody(String body) {
    return EnvelopeReader.read(Letters.message("m", body), Letters.QUEUE.arn());
  }

  private static Envelope of(QueueMessage message) {
    return EnvelopeReader.read(message, Letters.QUEUE.arn());
  }

  private static StreamFailure stream(Envelope envelope) {
    assertThat(envelope).isInstanceOf(StreamFailure.class);
    return (StreamFailure) envelope;
  }

  private static AsynchronousFailure event(Envelope envelope) {
    assertThat(envelope).isInstanceOf(AsynchronousFailure.class);
    return (AsynchronousFailure) envelope;
  }

  @Test
  @Rule("DLQ-045")
  void reads_every_field_of_a_stream_failure_record() {
    StreamFailure letter = stream(ofBody(Fixtures.text("stream-failure-kinesis")));

    assertThat(letter.function()).hasToString("order-handler");
    assertThat(letter.function().qualifier()).isNull();
    assertThat(letter.failure().condition()).isEqualTo("RetryAttemptsExhausted");
    assertThat(letter.failure().invokeCount()).isEqualTo(2);
    assertThat(letter.failure().timestamp()).isEqualTo(Instant.parse("2025-11-25T14:07:04.411Z"));
    assertThat(letter.range().stream().name()).isEqualTo("clicks");
    assertThat(letter.range().shard()).hasToString("shardId-000000000000");
    assertThat(letter.range().first())
        .hasToString("49668405670000000000000000000000000000000000100000001000");
    assertThat(letter.range().last())
        .hasToString("49668405670000000000000000000000000000000000100000002000");
    assertThat(letter.range().size()).isEqualTo(2);
    assertThat(letter.firstArrival()).isEqualTo(Instant.parse("2025-11-25T14:07:01.017Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "stream-failure-kinesis-item-failures, RetryAttemptsExhausted, 4",
    "stream-failure-kinesis-record-age, RecordAgeExceeded, 1"
  })
  void reads_stream_failure_records_of_every_condition(String name, String condition, int count) {
    StreamFailure letter = stream(ofBody(Fixtures.text(name)));

    assertThat(letter.failure().condition()).isEqualTo(condition);
    assertThat(letter.failure().invokeCount()).isEqualTo(count);
  }

  @Test
  void reads_failure_records_as_a_queue_delivers_them() {
    assertThat(of(Fixtures.message("stream-failure-kinesis-sqs-message")))
        .isEqualTo(ofBody(Fixtures.text("stream-failure-kinesis")));
    assertThat(event(of(Fixtures.message("async-failure-sqs-message"))).request().text())
        .isEqualTo("{\"orderId\":1001}");
  }

  @Test
  @Rule("DLQ-045")
  void reads_every_field_of_an_asynchronous_failure_record() {
    AsynchronousFailure letter = event(ofBody(Fixtures.text("async-failure-retries-exhausted")));

    assertThat(letter.function().name()).isEqualTo("order-handler");
    assertThat(letter.function().qualifier()).isEqualTo("$LATEST");
    assertThat(letter.failure().condition()).isEqualTo("RetriesExhausted");
    assertThat(letter.failure().invokeCount()).isEqualTo(3);
    assertThat(letter.errorType()).isEqualTo("java.lang.IllegalStateException");
    assertThat(Fixtures.parse(letter.request().text()))
        .isEqualTo(Fixtures.parse("{\"orderId\":1001}"));
  }

  @Test
  void reads_events_that_never_ran_and_events_that_grew_too_old() {
    AsynchronousFailure never =
        event(ofBody(Fixtures.text("async-failure-zero-reserved-concurrency")));
    AsynchronousFailure old = event(ofBody(Fixtures.text("async-failure-event-age-exceeded")));

    assertThat(never.failure().condition()).isEqualTo("ZeroReservedConcurrency");
    assertThat(never.failure().invokeCount()).isZero();
    assertThat(never.errorType()).isNull();
    assertThat(never.request().text()).isEqualTo("{}");
    assertThat(old.failure().condition()).isEqualTo("EventAgeExceeded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\":1,  \"a\":0.10, \"big\":12345678901234567890.00001e3}",
        "\"text \\u00e4 \\\" }\"",
        "-0.0",
        "[1, {\"requestPayload\": 2}]",
        "null",
        "true",
        "\"\ud83d\ude00\""
      })
  void keeps_the_event_as_it_stands_there_digit_by_digit(String payload) {
    AsynchronousFailure letter =
        event(of(Letters.event("m", "2025-11-25T22:18:25.123Z", " " + payload + " ")));

    assertThat(letter.request().text()).isEqualTo(payload);
  }

  @Test
  void knows_a_redriven_message_by_where_it_was_moved_from() {
    Envelope letter = of(Fixtures.message("dlq-sqs-redriven-message"));

    assertThat(letter)
        .isEqualTo(new RedrivenMessage(Arn.parse("arn:aws:sqs:eu-central-1:111122223333:orders")));
  }

  @Test
  void sends_a_redriven_failure_record_back_to_its_queue_rather_than_to_a_function() {
    QueueMessage message =
        Letters.message(
            "m",
            Fixtures.text("stream-failure-kinesis"),
            Map.of("DeadLetterQueueSourceArn", "arn:aws:sqs:us-east-1:000000000000:failures"),
            Map.of());

    assertThat(of(message)).isInstanceOf(RedrivenMessage.class);
  }

  @Test
  void goes_by_the_body_when_a_message_was_moved_back_to_the_queue_it_lies_in() {
    QueueMessage message =
        Letters.message(
            "m",
            Fixtures.text("stream-failure-kinesis"),
            Map.of("DeadLetterQueueSourceArn", Letters.QUEUE.arn().toString()),
            Map.of());

    assertThat(of(message)).isInstanceOf(StreamFailure.class);
  }

  @ParameterizedTest
  @CsvSource({
    "async-failure-eventbridge, EventBridge",
    "async-success-eventbridge, EventBridge",
    "async-failure-sns-envelope, SNS",
    "stream-failure-kinesis-sns-envelope, SNS",
    "dlq-lambda-sns-envelope, SNS",
    "async-success, success",
    "stream-failure-dynamodb, DynamoDB"
  })
  @Rule("DLQ-040")
  void leaves_alone_what_it_cannot_replay_yet_and_says_what_it_is(String name, String reason) {
    assertThat(ofBody(Fixtures.text(name)))
        .asInstanceOf(type(Unknown.class))
        .satisfies(unknown -> assertThat(unknown.reason()).contains(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "dlq-lambda-sqs-message, function's dead-letter queue",
    "dlq-sns-subscription-message, SNS",
    "dlq-sns-subscription-raw-message, not a JSON object"
  })
  void leaves_alone_messages_of_other_dead_letter_queues(String name, String reason) {
    assertThat(of(Fixtures.message(name)))
        .asInstanceOf(type(Unknown.class))
        .satisfies(unknown -> assertThat(unknown.reason()).contains(reason));
  }

  @Test
  void reads_the_content_of_failure_objects_by_the_same_rules() {
    String kinesis = Fixtures.json("stream-failure-kinesis-s3").path("contentText").asText();
    String dynamo = Fixtures.json("stream-failure-dynamodb-s3").path("contentText").asText();

    assertThat(ofBody(kinesis)).isInstanceOf(StreamFailure.class);
    assertThat(ofBody(dynamo)).isInstanceOf(Unknown.class);
  }

  @Test
  @Rule("DLQ-040")
  void decides_in_the_order_of_the_rule_when_a_body_fits_several_kinds() {
    String both =
        Fixtures.text("stream-failure-kinesis")
            .replaceFirst("\\{", "{\"requestPayload\":{},\"detail-type\":\"x\",");
    String three = both.replaceFirst("\\{", "{\"Type\":\"Notification\",\"TopicArn\":\"t\",");
    String batchFirst =
        Fixtures.text("stream-failure-kinesis").replaceFirst("\\{", "{\"requestPayload\":{},");

    assertThat(ofBody(both).toString()).contains("EventBridge");
    assertThat(ofBody(three).toString()).contains("SNS");
    assertThat(ofBody(batchFirst)).isInstanceOf(StreamFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "null",
        "{}",
        "{\"requestContext\":{}}",
        "{\"requestContext\":{},\"requestPayload\":1} {}",
        "{\"requestContext\":5,\"requestPayload\":{}}",
        "{\"requestContext\":{},\"KinesisBatchInfo\":[]}"
      })
  void never_fails_on_a_malformed_body(String body) {
    assertThat(ofBody(body)).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"batchSize\": 2|\"batchSize\": 0|batchSize",
        "\"batchSize\": 2|\"batchSize\": \"2\"|batchSize",
        "arn:aws:kinesis|arn:aws:sqs|Kinesis stream",
        "00001000\"|0000x000\"|malformed",
        "100000002000|000000000001|end before it starts",
        "arn:aws:lambda|arn:aws:states|ARN of a function",
        "2025-11-25T14:07:04.411Z|yesterday|timestamp",
        "\"condition\"|\"kondition\"|requestContext.condition",
        "\"approximateInvokeCount\": 2|\"approximateInvokeCount\": -2|approximateInvokeCount",
        "approximateArrivalOfLastRecord|somethingElse|approximateArrivalOfLastRecord"
      })
  void says_which_field_of_a_failure_record_is_malformed(String was, String now, String named) {
    String record = Fixtures.text("stream-failure-kinesis");
    assertThat(record).contains(was);

    assertThat(ofBody(record.replace(was, now)))
        .asInstanceOf(type(Unknown.class))
        .satisfies(unknown -> assertThat(unknown.reason()).contains(named));
  }

  @Test
  void takes_a_record_with_a_key_twice_for_malformed() {
    String twice =
        Fixtures.text("async-failure-retries-exhausted")
            .replaceFirst("\\{", "{\"requestPayload\":{\"orderId\":7},");

    assertThat(ofBody(twice)).isInstanceOf(Unknown.class);
  }

  @Test
  void leaves_messages_of_fifo_queues_alone() {
    QueueMessage message =
        Letters.message(
            "m",
            "{}",
            Map.of("DeadLetterQueueSourceArn", "arn:aws:sqs:us-east-1:000000000000:a.fifo"),
            Map.of());

    assertThat(of(message).toString()).contains("FIFO");
  }
}
