package dev.sluice.ingest.template;

import static dev.sluice.ingest.template.Templates.assertProblem;
import static dev.sluice.ingest.template.Templates.problems;
import static dev.sluice.ingest.template.Templates.queueEvent;
import static dev.sluice.ingest.template.Templates.resolved;
import static dev.sluice.ingest.template.Templates.streamEvent;
import static dev.sluice.ingest.template.Templates.withEvent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may stand in an event of type SQS or Kinesis, and what it means.
final class MappingSettingsTest {

  private static final String EVENT = "Resources.Worker.Properties.Events.Source.Properties";

  @Test
  void polls_a_queue_with_lambdas_defaults() {
    var mapping = (QueueMapping) resolved(queueEvent()).mappings().getFirst();

    assertThat(mapping.logicalId()).isEqualTo("WorkerSource");
    assertThat(mapping.function()).hasToString("quakes-Worker");
    assertThat(mapping.eventSource())
        .isEqualTo(Arn.parse("arn:aws:sqs:eu-central-1:123456789012:quakes-Orders"));
    assertThat(mapping.enabled()).isTrue();
    assertThat(mapping.limits()).isEqualTo(BatchLimits.ofCount(10));
    assertThat(mapping.reportBatchItemFailures()).isFalse();
  }

  @Test
  void polls_a_stream_with_lambdas_defaults() {
    var mapping = (StreamMapping) mapping(streamEvent("StartingPosition: LATEST"));

    assertThat(mapping.limits()).isEqualTo(BatchLimits.ofCount(100));
    assertThat(mapping.retryLimits()).isEqualTo(new RetryLimits(-1, null, false));
    assertThat(mapping.startingPosition()).isEqualTo(new StartingPosition.Latest());
    assertThat(mapping.onFailure()).isNull();
  }

  @Test
  void takes_numbers_and_truth_values_written_as_text() {
    var mapping = (QueueMapping) mapping(queueEvent("BatchSize: \"7\"", "Enabled: \"false\""));

    assertThat(mapping.limits().count()).isEqualTo(7);
    assertThat(mapping.enabled()).isFalse();
  }

  @Test
  @Rule({"SQS-003", "API-054"})
  void refuses_large_queue_batches_without_a_window() {
    assertProblem(
        queueEvent("BatchSize: 50"),
        EVENT
            + ".BatchSize must be between 1 and 10 for an SQS queue without a batching window"
            + " (Lambda says: Maximum batch window in seconds must be greater than 0 if maximum"
            + " batch size is greater than 10), but is 50.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "ten", "1.5", "99999999999"})
  void refuses_stream_batches_out_of_range(String size) {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "BatchSize: " + size),
        EVENT + ".BatchSize must be between 1 and 10000 for a stream, but is " + size + ".");
  }

  @Test
  void takes_the_largest_of_everything() {
    var mapping =
        (StreamMapping)
            mapping(
                streamEvent(
                    "StartingPosition: TRIM_HORIZON",
                    "BatchSize: 10000",
                    "MaximumRetryAttempts: 10000",
                    "MaximumRecordAgeInSeconds: 604800"));

    assertThat(mapping.limits().count()).isEqualTo(10_000);
    assertThat(mapping.retryLimits()).isEqualTo(new RetryLimits(10_000, Duration.ofDays(7), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "59", "-2", "604801"})
  @Rule("API-011")
  void refuses_a_record_age_below_a_minute_or_above_a_week(String age) {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "MaximumRecordAgeInSeconds: " + age),
        EVENT
            + ".MaximumRecordAgeInSeconds must be -1 or between 60 and 604800 seconds, but is "
            + age
            + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-2", "10001"})
  void refuses_retries_out_of_range(String attempts) {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "MaximumRetryAttempts: " + attempts),
        EVENT
            + ".MaximumRetryAttempts must be -1 or between 0 and 10000, but is "
            + attempts
            + ".");
  }

  @Test
  void wants_a_starting_position_for_a_stream() {
    assertProblem(streamEvent(), EVENT + " needs StartingPosition.");
  }

  @Test
  void refuses_starting_positions_that_do_not_exist() {
    assertProblem(
        streamEvent("StartingPosition: NEWEST"),
        EVENT + ".StartingPosition must be TRIM_HORIZON or LATEST or AT_TIMESTAMP, but is NEWEST.");
  }

  @Test
  void starts_at_a_moment_that_has_been() {
    var mapping =
        (StreamMapping)
            mapping(
                streamEvent(
                    "StartingPosition: AT_TIMESTAMP", "StartingPositionTimestamp: 1764036453.5"));

    assertThat(mapping.startingPosition())
        .isEqualTo(new StartingPosition.AtTimestamp(Instant.parse("2025-11-25T02:07:33.500Z")));
    assertProblem(
        streamEvent("StartingPosition: AT_TIMESTAMP", "StartingPositionTimestamp: 1800000000"),
        EVENT
            + ".StartingPositionTimestamp must not be in the future, but is 1800000000"
            + " (2027-01-15T08:00:00Z).");
    assertProblem(
        streamEvent("StartingPosition: AT_TIMESTAMP"), EVENT + " needs StartingPositionTimestamp.");
  }

  @Test
  @Rule({"SQS-004", "API-065"})
  void refuses_a_queue_that_hides_messages_for_less_than_the_function_runs() {
    assertProblem(
        queueEvent().replace("VisibilityTimeout: 60", "VisibilityTimeout: 59"),
        EVENT
            + ".Queue must hide messages for at least the function's Timeout. Lambda says: Queue"
            + " visibility timeout: 59 seconds is less than Function timeout: 60 seconds.");
  }

  @ParameterizedTest
  @CsvSource({"SQS,Orders,Queue", "Kinesis,Clicks,Stream"})
  @Rule("SQS-006")
  void reports_item_failures_or_nothing(String type, String source, String property) {
    var event =
        withEvent(
            type,
            property + ": !GetAtt " + source + ".Arn",
            type.equals("SQS") ? "Enabled: true" : "StartingPosition: LATEST",
            "FunctionResponseTypes: [ReportBatchItemFailures]");

    assertThat(resolved(event).mappings()).hasSize(1);
    assertProblem(
        event.replace("ReportBatchItemFailures", "ReportNothing"),
        EVENT
            + ".FunctionResponseTypes must be ReportBatchItemFailures alone, but is"
            + " ReportNothing.");
  }

  @Test
  void maps_a_source_to_a_function_once_but_to_other_functions_too() {
    var twice =
        queueEvent() + "        Again: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}\n";
    var other =
        queueEvent()
            +
"""
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.B
      Runtime: java25
      CodeUri: worker.jar
      Events:
        Same: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
""";

    assertProblem(
        twice.replace("        Again:", "        Again:"),
        "Resources.Worker.Properties.Events.Again.Properties.Queue is mapped to the same function"
            + " already, by WorkerSource.");
    assertThat(resolved(other).mappings()).hasSize(2);
  }

  @Test
  void guesses_what_was_meant() {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "MaximumBatchingWindow: 0"),
        EVENT + " has no MaximumBatchingWindow; did you mean MaximumBatchingWindowInSeconds?");
    assertProblem(queueEvent("BatchSise: 5"), EVENT + " has no BatchSise; did you mean BatchSize?");
    assertProblem(queueEvent("Colour: red"), EVENT + " has no Colour.");
  }

  @Test
  void reports_all_problems_together_in_the_order_of_the_file() {
    assertThat(
            problems(
                streamEvent("BatchSize: 0", "MaximumRetryAttempts: x", "FilterCriteria: {a: b}")))
        .containsExactly(
            EVENT + " needs StartingPosition.",
            EVENT + ".BatchSize must be between 1 and 10000 for a stream, but is 0.",
            EVENT + ".MaximumRetryAttempts must be -1 or between 0 and 10000, but is x.",
            EVENT + ".FilterCriteria is not supported: records are not filtered yet.");
  }

  private static Object mapping(String template) {
    return resolved(template).mappings().getFirst();
  }
}
