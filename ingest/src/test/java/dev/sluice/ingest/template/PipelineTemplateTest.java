package dev.sluice.ingest.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.eventqueue.EventInvokeConfig;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.template.ResourceToCreate.Bucket;
import dev.sluice.ingest.template.ResourceToCreate.Notification;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.template.ResourceToCreate.Redrive;
import dev.sluice.ingest.template.ResourceToCreate.Stream;
import dev.sluice.ingest.template.ResourceToCreate.Subscription;
import dev.sluice.ingest.template.ResourceToCreate.Table;
import dev.sluice.ingest.template.ResourceToCreate.Topic;
import dev.sluice.ingest.template.TemplateSettings.Cloud;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Holds the sample pipeline to its settings, one by one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PipelineTemplateTest {

  private static final Path ROOT = Path.of(System.getProperty("sluice.root"));
  private static final FunctionName SPLIT = new FunctionName("sluice-split-object");
  private static final FunctionName RECORD = new FunctionName("sluice-record-quake");
  private static final FunctionName REVIEW = new FunctionName("sluice-review-event");
  private static final FunctionName ALERT = new FunctionName("sluice-raise-alert");

  private ResolvedTemplate template;

  @BeforeAll
  void read() throws IOException {
    template = resolve(Map.of());
  }

  private static ResolvedTemplate resolve(Map<String, String> parameters) throws IOException {
    var cloud = Cloud.of("us-east-1", "000000000000");
    var settings =
        new TemplateSettings(
            "sluice", cloud, parameters, 1_000, Instant.parse("2026-11-20T00:00:00Z"));
    var resolution =
        Template.read(ROOT.resolve("infra/pipeline.yaml"))
            .resolve(settings, queue -> "http://127.0.0.1:9324/000000000000/" + queue.name());
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).template();
  }

  @Test
  void has_four_functions_with_their_limits() {
    assertThat(template.functions().stream().map(ResolvedFunction::name))
        .containsExactly(SPLIT, RECORD, REVIEW, ALERT);
    assertFunction(SPLIT, "SplitObject", 60, 1);
    assertFunction(RECORD, "RecordQuake", 60, 4);
    assertFunction(REVIEW, "ReviewEvent", 6, 2);
    assertFunction(ALERT, "RaiseAlert", 60, 2);
    assertThat(template.concurrencyLimits().reserved())
        .isEqualTo(Map.of(SPLIT, 1, RECORD, 4, REVIEW, 2, ALERT, 2));
  }

  private void assertFunction(FunctionName name, String handler, int timeout, int reserved) {
    var function = template.function(name);
    var configuration = function.configuration();
    assertThat(configuration.arn())
        .hasToString("arn:aws:lambda:us-east-1:000000000000:function:" + name);
    assertThat(configuration.code()).isEqualTo(ROOT.resolve("processor/target/processor.jar"));
    assertThat(configuration.handler())
        .isEqualTo("dev.sluice.processor.functions." + handler + "::handleRequest");
    assertThat(configuration.timeout()).isEqualTo(Duration.ofSeconds(timeout));
    assertThat(configuration.memorySize()).isEqualTo(512);
    assertThat(function.reservedConcurrency()).isEqualTo(reserved);
    assertThat(function.inbox()).isEqualTo(queue("sluice-inbox-" + name));
  }

  @Test
  void gives_functions_the_names_and_addresses_of_what_they_use() {
    assertThat(template.function(SPLIT).configuration().environment())
        .isEqualTo(
            Map.of(
                "IDEMPOTENCY_TABLE", "sluice-idempotency",
                "ACCEPT_DEFECTS", "false",
                "STREAM_NAME", "sluice-quakes",
                "REVIEWS_QUEUE_URL", "http://127.0.0.1:9324/000000000000/sluice-reviews",
                "ALERTS_TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:sluice-alerts"));
    assertThat(template.function(RECORD).configuration().environment())
        .containsEntry("QUAKES_TABLE", "sluice-quakes")
        .containsEntry("COUNTS_TABLE", "sluice-hourly-counts");
    assertThat(template.function(REVIEW).configuration().environment())
        .containsEntry("REVIEWS_TABLE", "sluice-reviews");
    assertThat(template.function(ALERT).configuration().environment())
        .containsEntry("ALERTS_TABLE", "sluice-alerts");
  }

  @Test
  void switches_the_fix_on_by_a_parameter() throws IOException {
    var fixed = resolve(Map.of("AcceptDefects", "true"));

    assertThat(fixed.functions())
        .allSatisfy(
            function ->
                assertThat(function.configuration().environment())
                    .containsEntry("ACCEPT_DEFECTS", "true"));
  }

  @Test
  void polls_one_stream_and_one_queue() {
    assertThat(template.mappings())
        .containsExactly(
            new StreamMapping(
                EventSourceMappingId.of("sluice", "RecordQuakeQuakes"),
                "RecordQuakeQuakes",
                RECORD,
                Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/sluice-quakes"),
                true,
                BatchLimits.ofCount(100),
                new StartingPosition.TrimHorizon(),
                new RetryLimits(2, null, true),
                true,
                new Destination.SqsQueue(queue("sluice-quakes-failures"))),
            new QueueMapping(
                EventSourceMappingId.of("sluice", "ReviewEventReviews"),
                "ReviewEventReviews",
                REVIEW,
                queue("sluice-reviews"),
                true,
                BatchLimits.ofCount(10),
                true));
  }

  @Test
  void has_a_bucket_and_a_topic_push_to_inboxes() {
    assertThat(template.pushes())
        .containsExactly(
            new Push.FromBucket(
                "SplitObjectObjectCreated",
                SPLIT,
                Arn.parse("arn:aws:s3:::sluice-uploads-000000000000"),
                List.of("s3:ObjectCreated:*")),
            new Push.FromTopic(
                "RaiseAlertAlerts",
                ALERT,
                Arn.parse("arn:aws:sns:us-east-1:000000000000:sluice-alerts")));
  }

  @Test
  void retries_alerts_never_and_everything_else_as_lambda_does() {
    assertThat(template.function(ALERT).eventInvokeConfig())
        .isEqualTo(
            new EventInvokeConfig(
                0, Duration.ofHours(6), new Destination.SqsQueue(queue("sluice-alerts-failures"))));
    assertThat(template.function(SPLIT).eventInvokeConfig()).isEqualTo(EventInvokeConfig.DEFAULT);
  }

  @Test
  void needs_its_sources_stores_and_inboxes() {
    var topic = Arn.parse("arn:aws:sns:us-east-1:000000000000:sluice-alerts");
    var inbox = queue("sluice-inbox-sluice-split-object");

    assertThat(template.resources())
        .contains(
            new Queue(
                "sluice-reviews",
                Duration.ofSeconds(36),
                new Redrive(queue("sluice-reviews-dlq"), 3),
                Map.of()),
            new Queue(
                "sluice-reviews-dlq",
                Duration.ofSeconds(30),
                null,
                Map.of("MessageRetentionPeriod", 1_209_600)),
            new Queue("sluice-alerts-archive", Duration.ofSeconds(30), null, Map.of()),
            new Queue("sluice-inbox-sluice-split-object", Duration.ofSeconds(70), null, Map.of()),
            new Queue("sluice-inbox-sluice-review-event", Duration.ofSeconds(16), null, Map.of()),
            new Stream("sluice-quakes", 4),
            new Topic("sluice-alerts"),
            new Bucket(
                "sluice-uploads-000000000000",
                List.of(
                    new Notification(
                        "SplitObjectObjectCreated", inbox, List.of("s3:ObjectCreated:*")))),
            new Subscription(topic, queue("sluice-inbox-sluice-raise-alert"), false),
            new Subscription(topic, queue("sluice-alerts-archive"), false),
            new Table("sluice-quakes", Map.of("id", "S"), "id", null, null, null),
            new Table(
                "sluice-hourly-counts",
                Map.of("network", "S", "hour", "S"),
                "network",
                "hour",
                null,
                null),
            new Table(
                "sluice-reviews", Map.of("id", "S", "updated", "N"), "id", "updated", null, null),
            new Table("sluice-idempotency", Map.of("id", "S"), "id", null, null, "expiration"));
    assertThat(template.resources()).hasSize(5 + 4 + 1 + 1 + 5 + 1 + 2);
    assertThat(template.resources().stream().map(ResourceToCreate::name).toList())
        .containsSubsequence("sluice-reviews-dlq", "sluice-reviews");
  }

  @Test
  void leaves_policies_alone_and_says_so() {
    assertThat(template.leftAlone().stream().map(left -> left.place().path()))
        .contains("Resources.AlertsArchivePolicy", "Resources.SplitObject.Properties.Policies");
  }

  private static Arn queue(String name) {
    return Arn.parse("arn:aws:sqs:us-east-1:000000000000:" + name);
  }
}
