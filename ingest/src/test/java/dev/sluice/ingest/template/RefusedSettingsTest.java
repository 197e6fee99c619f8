package dev.sluice.ingest.template;

import static dev.sluice.ingest.template.Templates.assertProblem;
import static dev.sluice.ingest.template.Templates.function;
import static dev.sluice.ingest.template.Templates.problems;
import static dev.sluice.ingest.template.Templates.queueEvent;
import static dev.sluice.ingest.template.Templates.resolved;
import static dev.sluice.ingest.template.Templates.resource;
import static dev.sluice.ingest.template.Templates.streamEvent;
import static dev.sluice.ingest.template.Templates.withEvent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Rule;
import dev.sluice.rules.Rule.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings that change what happens to a record and are not honoured: refused by name, never
/// passed over.
final class RefusedSettingsTest {

  private static final String EVENT = "Resources.Worker.Properties.Events.Source.Properties";

  @Test
  @Rule(
      value = {"SQS-002", "SQS-013", "SQS-014", "KIN-023", "KIN-028"},
      as = Status.REFUSED,
      reason = "MaximumBatchingWindowInSeconds must be 0")
  void refuses_batching_windows() {
    String sentence =
        EVENT
            + ".MaximumBatchingWindowInSeconds must be 0 (batches are not gathered over several"
            + " reads yet), but is 5.";

    assertProblem(queueEvent("MaximumBatchingWindowInSeconds: 5"), sentence);
    assertProblem(
        streamEvent("StartingPosition: LATEST", "MaximumBatchingWindowInSeconds: 5"), sentence);
    assertThat(resolved(queueEvent("MaximumBatchingWindowInSeconds: 0")).mappings()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"SQS,Queue,Orders", "Kinesis,Stream,Clicks"})
  @Rule(
      value = {
        "FILT-001",
        "FILT-002",
        "FILT-003",
        "FILT-004",
        "FILT-005",
        "FILT-006",
        "FILT-007",
        "FILT-010",
        "FILT-011",
        "FILT-012",
        "FILT-020",
        "FILT-021",
        "FILT-022",
        "FILT-023",
        "FILT-024",
        "FILT-030",
        "FILT-031",
        "FILT-032",
        "FILT-033",
        "FILT-034",
        "FILT-035",
        "FILT-036",
        "FILT-037",
        "FILT-038",
        "FILT-039",
        "FILT-040",
        "FILT-041",
        "FILT-042",
        "FILT-043",
        "FILT-044",
        "FILT-045",
        "FILT-046",
        "FILT-047",
        "FILT-048",
        "FILT-049",
        "FILT-050",
        "FILT-051",
        "FILT-052",
        "FILT-053",
        "FILT-060",
        "FILT-061",
        "FILT-062",
        "FILT-063",
        "API-060",
        "API-071"
      },
      as = Status.REFUSED,
      reason = "FilterCriteria are refused: records are not filtered yet")
  void refuses_filters(String type, String property, String source) {
    String event =
        withEvent(
            type,
            property + ": !GetAtt " + source + ".Arn",
            type.equals("SQS") ? "Enabled: true" : "StartingPosition: LATEST",
            "FilterCriteria: {Filters: [{Pattern: '{}'}]}");

    assertProblem(event, EVENT + ".FilterCriteria is not supported: records are not filtered yet.");
  }

  @Test
  @Rule(
      value = {"SQS-062", "SQS-063"},
      as = Status.REFUSED,
      reason = "ScalingConfig is refused: pollers are not scaled yet")
  void refuses_maximum_concurrency() {
    assertProblem(
        queueEvent("ScalingConfig: {MaximumConcurrency: 5}"),
        EVENT
            + ".ScalingConfig is not supported: pollers are not scaled yet; use"
            + " ReservedConcurrentExecutions.");
  }

  @Test
  @Rule(
      value = {"SQS-064", "API-013"},
      as = Status.REFUSED,
      reason = "ProvisionedPollerConfig is refused")
  void refuses_provisioned_pollers() {
    assertProblem(
        queueEvent("ProvisionedPollerConfig: {MinimumPollers: 5}"),
        EVENT + ".ProvisionedPollerConfig is not supported: pollers are not provisioned yet.");
  }

  @Test
  @Rule({"SQS-007", "API-053"})
  void refuses_destinations_of_a_queue_and_successes_of_any_mapping() {
    String lambdaSays =
        "Lambda says: Unsupported DestinationConfig parameter for given event source mapping type.";

    assertThat(problems(queueEvent("DestinationConfig: {OnFailure: {Destination: x}}")))
        .singleElement()
        .asString()
        .startsWith(EVENT + ".DestinationConfig is not supported: ")
        .endsWith(lambdaSays);
    assertThat(
            problems(
                streamEvent(
                    "StartingPosition: LATEST",
                    "DestinationConfig: {OnSuccess: {Destination: !GetAtt Failures.Arn}}")))
        .singleElement()
        .asString()
        .startsWith(EVENT + ".DestinationConfig.OnSuccess is not supported: ")
        .endsWith(lambdaSays);
  }

  @Test
  @Rule(
      value = {"KIN-026", "KIN-027"},
      as = Status.REFUSED,
      reason = "ParallelizationFactor must be 1")
  void refuses_parallelization() {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "ParallelizationFactor: 2"),
        EVENT + ".ParallelizationFactor must be 1 (a shard has one lane yet), but is 2.");
    assertThat(
            resolved(streamEvent("StartingPosition: LATEST", "ParallelizationFactor: 1"))
                .mappings())
        .hasSize(1);
  }

  @Test
  @Rule(
      value = {
        "KIN-070", "KIN-071", "KIN-072", "KIN-073", "KIN-074", "KIN-075", "KIN-076", "KIN-077",
        "KIN-078", "KIN-084"
      },
      as = Status.REFUSED,
      reason = "TumblingWindowInSeconds must be 0")
  void refuses_tumbling_windows() {
    assertProblem(
        streamEvent("StartingPosition: LATEST", "TumblingWindowInSeconds: 60"),
        EVENT + ".TumblingWindowInSeconds must be 0 (windows are not kept yet), but is 60.");
  }

  @Test
  @Rule(
      value = "KIN-006",
      as = Status.REFUSED,
      reason = "the ARN of a stream consumer is refused as Stream")
  void refuses_enhanced_fan_out() {
    assertProblem(
        withEvent(
            "Kinesis",
            "StartingPosition: LATEST",
            "Stream: arn:aws:kinesis:eu-central-1:123456789012:stream/a/consumer/b:1"),
        EVENT + ".Stream must be a stream: enhanced fan-out is not supported yet.");
  }

  @Test
  @Rule(
      value = {
        "SQS-050", "SQS-051", "SQS-052", "SQS-053", "SQS-054", "SQS-055", "SQS-056", "SQS-057"
      },
      as = Status.REFUSED,
      reason = "FIFO queues are refused, as resources and by ARN")
  void refuses_fifo_queues() {
    assertProblem(
        resource("AWS::SQS::Queue", "FifoQueue: true"),
        "Resources.Thing.Properties.FifoQueue must be false (FIFO queues are not polled yet), but"
            + " is true.");
    assertProblem(
        withEvent("SQS", "Queue: arn:aws:sqs:eu-central-1:123456789012:orders.fifo"),
        EVENT + ".Queue must be a standard queue: FIFO queues are not polled yet.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SNS", "S3"})
  @Rule(
      value = {"DEST-010", "DEST-011", "DEST-012", "DEST-015"},
      as = Status.REFUSED,
      reason = "only SQS destinations are taken")
  void refuses_stream_destinations_other_than_queues(String type) {
    assertProblem(
        streamEvent(
            "StartingPosition: LATEST",
            "DestinationConfig: {OnFailure: {Type: " + type + ", Destination: x}}"),
        EVENT
            + ".DestinationConfig.OnFailure.Type must be SQS (SNS, S3, Lambda and EventBridge are"
            + " not supported as destinations yet), but is "
            + type
            + ".");
  }

  @Test
  @Rule("API-015")
  void refuses_fifo_queues_as_destinations() {
    assertProblem(
        streamEvent(
            "StartingPosition: LATEST",
            "DestinationConfig: {OnFailure: {Type: SQS,"
                + " Destination: 'arn:aws:sqs:eu-central-1:123456789012:failures.fifo'}}"),
        EVENT
            + ".DestinationConfig.OnFailure.Destination must be a standard queue, but is"
            + " arn:aws:sqs:eu-central-1:123456789012:failures.fifo.");
  }

  @Test
  @Rule(
      value = {
        "DLQ-001",
        "DLQ-002",
        "DLQ-003",
        "DLQ-004",
        "DLQ-005",
        "DLQ-006",
        "ASYNC-022",
        "LEASE-015"
      },
      as = Status.REFUSED,
      reason = "DeadLetterQueue of a function is refused: use an OnFailure destination")
  void refuses_a_dead_letter_queue_of_a_function() {
    assertProblem(
        function("DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failures.Arn}"),
        "Resources.Worker.Properties.DeadLetterQueue is not supported: use EventInvokeConfig with"
            + " an OnFailure destination.");
  }

  @Test
  @Rule(
      value = {"CONC-006", "CONC-007", "CONC-008", "CONC-009", "CONC-011", "CONC-023"},
      as = Status.REFUSED,
      reason = "ProvisionedConcurrencyConfig and AutoPublishAlias are refused")
  void refuses_provisioned_concurrency_and_the_alias_it_needs() {
    assertThat(
            problems(
                function(
                    "AutoPublishAlias: live",
                    "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}")))
        .containsExactly(
            "Resources.Worker.Properties.AutoPublishAlias is not supported: versions and aliases"
                + " are not run yet.",
            "Resources.Worker.Properties.ProvisionedConcurrencyConfig is not supported: versions"
                + " and aliases are not run yet.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Layers: [x] | Layers is not supported: layers are not put on the class path; package them"
            + " into the jar.",
        "PackageType: Image | PackageType must be Zip (container images are not run), but is"
            + " Image.",
        "RecursiveLoop: Terminate | RecursiveLoop must be Allow (recursive loops are not detected"
            + " yet), but is Terminate."
      })
  void refuses_functions_it_cannot_run(String property, String sentence) {
    assertProblem(function(property), "Resources.Worker.Properties." + sentence);
  }

  @Test
  void refuses_other_languages() {
    assertProblem(
        function().replace("java25", "python3.13"),
        "Resources.Worker.Properties.Runtime must be a Java runtime such as java25, but is"
            + " python3.13.");
  }

  @Test
  void refuses_a_newer_java_than_the_nodes_and_tells_of_an_older_one() {
    int own = Runtime.version().feature();

    assertProblem(
        function().replace("java25", "java" + (own + 1)),
        "Resources.Worker.Properties.Runtime must be java%1$d or older, as the node runs on Java %1$d, but is java%2$d."
            .formatted(own, own + 1));
    assertThat(resolved(function().replace("java25", "java8.al2")).leftAlone())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.place().path()).isEqualTo("Resources.Worker.Properties.Runtime");
              assertThat(left.what()).isEqualTo("java8.al2, run on Java " + own);
            });
    assertThat(resolved(function().replace("java25", "java" + own)).leftAlone()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ObjectLockEnabled: true",
        "ObjectLockConfiguration: {ObjectLockEnabled: Enabled}"
      })
  void refuses_buckets_that_are_versioned_by_their_locks(String property) {
    assertThat(problems(resource("AWS::S3::Bucket", property)))
        .singleElement()
        .asString()
        .contains("a bucket with locked objects is versioned, and events would lack the version");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RedrivePolicy: {deadLetterTargetArn: !GetAtt Failures.Arn, maxReceiveCount: 3}"
            + " | RedrivePolicy is not supported for the inbox of quakes-Worker: retries are"
            + " counted in the event, not by receives.",
        "DelaySeconds: 1 | DelaySeconds must be between 0 and 0 for the inbox of quakes-Worker,"
            + " but is 1.",
        "VisibilityTimeout: 12 | VisibilityTimeout must be at least 13 seconds for the inbox of"
            + " quakes-Worker, but is 12 seconds.",
        "MessageRetentionPeriod: 3600 | MessageRetentionPeriod must be between 86400 and 1209600"
            + " for the inbox of quakes-Worker, but is 3600.",
        "MaximumMessageSize: 1024 | MaximumMessageSize must be between 1048576 and 1048576 for the"
            + " inbox of quakes-Worker, but is 1024."
      })
  void refuses_an_inbox_that_would_lose_events(String property, String sentence) {
    assertProblem(declaredInbox(property), "Resources.Inbox.Properties." + sentence);
  }

  @Test
  void keeps_the_settings_of_an_inbox_that_the_template_declares() {
    assertThat(resolved(declaredInbox("VisibilityTimeout: 40")).resources())
        .filteredOn(resource -> resource.name().equals("sluice-inbox-quakes-Worker"))
        .singleElement()
        .isInstanceOfSatisfying(
            ResourceToCreate.Queue.class,
            queue -> assertThat(queue.visibilityTimeout()).hasSeconds(40));
  }

  private static String declaredInbox(String property) {
    return function()
        + "  Inbox:\n"
        + "    Type: AWS::SQS::Queue\n"
        + "    Properties:\n"
        + "      QueueName: sluice-inbox-quakes-Worker\n"
        + "      "
        + property
        + "\n";
  }

  @Test
  void refuses_sources_and_destinations_in_other_regions() {
    String elsewhere = ":eu-west-1:123456789012:";
    String sentence = " must be in eu-central-1, the region of the node, but is ";

    assertProblem(
        withEvent("SQS", "Queue: arn:aws:sqs" + elsewhere + "orders"),
        EVENT + ".Queue" + sentence + "arn:aws:sqs" + elsewhere + "orders.");
    assertProblem(
        withEvent(
            "Kinesis",
            "StartingPosition: LATEST",
            "Stream: arn:aws:kinesis" + elsewhere + "stream/clicks"),
        EVENT + ".Stream" + sentence + "arn:aws:kinesis" + elsewhere + "stream/clicks.");
    assertProblem(
        streamEvent(
            "StartingPosition: LATEST",
            "DestinationConfig: {OnFailure: {Destination: 'arn:aws:sqs" + elsewhere + "lost'}}"),
        EVENT
            + ".DestinationConfig.OnFailure.Destination"
            + sentence
            + "arn:aws:sqs"
            + elsewhere
            + "lost.");
  }

  @Test
  void refuses_dynamic_references_however_they_come_about() {
    String refusal = " uses a dynamic reference ({{resolve:...}}), which is not supported.";
    String parameter = "Parameters: {Key: {Type: String, Default: '{{resolve:ssm:x}}'}}\n";
    String reference = function("Environment: {Variables: {KEY: !Ref Key}}");

    assertProblem(parameter + reference, "Parameters.Key" + refusal);
    assertThat(
            Templates.resolve(
                parameter.replace("{{resolve:ssm:x}}", "") + reference,
                Templates.settings(Map.of("Key", "{{resolve:ssm:x}}"))))
        .isInstanceOfSatisfying(
            Resolution.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(TemplateProblem::sentence)
                    .containsExactly("Parameters.Key" + refusal));
    assertProblem(
        function("Environment: {Variables: {KEY: !Join ['', ['{{', 'resolve:ssm:x}}']]}}"),
        "Resources.Worker.Properties.Environment.Variables.KEY" + refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Alias",
        "AWS::Kinesis::StreamConsumer",
        "AWS::Pipes::Pipe"
      })
  void refuses_types_that_move_records_and_are_not_honoured(String type) {
    assertThat(problems(resource(type, "A: b")))
        .singleElement()
        .asString()
        .startsWith("Resources.Thing is of type " + type + ", which is not supported");
  }

  @Test
  @Rule(
      value = {
        "DDB-001", "DDB-002", "DDB-003", "DDB-004", "DDB-005", "DDB-006", "DDB-007", "DDB-008",
        "API-059"
      },
      as = Status.REFUSED,
      reason = "events of type DynamoDB are refused: DynamoDB streams are not polled yet")
  void refuses_dynamodb_streams() {
    assertProblem(
        withEvent("DynamoDB", "StartingPosition: LATEST"),
        "Resources.Worker.Properties.Events.Source.Type must be SQS, Kinesis, SNS, S3, but is"
            + " DynamoDB.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Schedule", "MSK", "HttpApi"})
  void refuses_events_of_other_types(String type) {
    assertProblem(
        withEvent(type, "Any: x"),
        "Resources.Worker.Properties.Events.Source.Type must be SQS, Kinesis, SNS, S3, but is "
            + type
            + ".");
  }

  @Test
  void refuses_what_would_keep_messages_from_a_function() {
    assertProblem(
        withEvent("SNS", "Topic: !Ref News", "FilterPolicy: {a: [b]}"),
        EVENT + ".FilterPolicy is not supported: messages are not filtered yet.");
    assertProblem(
        withEvent(
            "S3", "Bucket: !Ref Uploads", "Events: 's3:ObjectCreated:*'", "Filter: {S3Key: x}"),
        EVENT + ".Filter is not supported: notifications are not filtered by key yet.");
  }
}
