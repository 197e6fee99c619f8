package dev.sluice.ingest.provision.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.provision.Endpoint;
import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.provision.Provisioner;
import dev.sluice.ingest.provision.Provisioning;
import dev.sluice.ingest.template.Resolution;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.template.ResourceToCreate.Redrive;
import dev.sluice.ingest.template.ResourceToCreate.Stream;
import dev.sluice.ingest.template.ResourceToCreate.Subscription;
import dev.sluice.ingest.template.ResourceToCreate.Table;
import dev.sluice.ingest.template.ResourceToCreate.Topic;
import dev.sluice.ingest.template.Template;
import dev.sluice.ingest.template.TemplateSettings;
import dev.sluice.ingest.template.TemplateSettings.Cloud;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Against the local cloud: everything once, then again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AwsResourceMakerTest {

  private LocalCloud cloud;
  private AwsResourceMaker maker;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.values());
    maker =
        new AwsResourceMaker(
            new AwsResourceMaker.Clients(
                cloud.sqs(), cloud.sns(), cloud.s3(), cloud.kinesis(), cloud.dynamoDb()),
            Timekeeper.system());
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  void provides_the_sample_pipeline_and_finds_nothing_missing_the_second_time()
      throws IOException, InterruptedException {
    var template = resolve(ResourceLookup.byConvention(cloud()));
    var provisioner = new Provisioner(maker.endpoints(), maker);

    var first = provisioner.provision(template.resources());
    var second = provisioner.provision(template.resources());

    assertThat(first).isInstanceOf(Provisioning.Ready.class);
    assertThat(((Provisioning.Ready) first).created()).hasSameSizeAs(template.resources());
    assertThat(second).isEqualTo(new Provisioning.Ready(List.of()));
    assertThat(
            cloud
                .s3()
                .getBucketNotificationConfiguration(r -> r.bucket("sluice-uploads-000000000000"))
                .queueConfigurations())
        .singleElement()
        .satisfies(
            told -> assertThat(told.queueArn()).endsWith(":sluice-inbox-sluice-split-object"));
    assertThat(
            cloud
                .dynamoDb()
                .describeTimeToLive(r -> r.tableName("sluice-idempotency"))
                .timeToLiveDescription())
        .satisfies(
            expiry -> {
              assertThat(expiry.timeToLiveStatus()).isNotEqualTo(TimeToLiveStatus.DISABLED);
              assertThat(expiry.attributeName()).isEqualTo("expiration");
            });
    assertThat(
            resolve(new QueueLookup(cloud.sqs()))
                .functions()
                .getFirst()
                .configuration()
                .environment())
        .containsEntry(
            "REVIEWS_QUEUE_URL", cloud.endpoint(Service.SQS) + "/000000000000/sluice-reviews");
  }

  private static ResolvedTemplate resolve(ResourceLookup lookup) throws IOException {
    var settings =
        new TemplateSettings(
            "sluice", cloud(), Map.of(), 1_000, Instant.parse("2026-11-20T00:00:00Z"));
    var file = Path.of(System.getProperty("sluice.root"), "infra", "pipeline.yaml");
    return ((Resolution.Resolved) Template.read(file).resolve(settings, lookup)).template();
  }

  private static Cloud cloud() {
    return Cloud.of(LocalCloud.REGION, LocalCloud.ACCOUNT);
  }

  @Test
  void keeps_a_queue_that_differs_and_says_in_what() throws InterruptedException {
    var letters = new Queue("letters", Duration.ofSeconds(30), null, Map.of());
    var orders =
        new Queue("orders", Duration.ofSeconds(36), new Redrive(queue("letters"), 3), Map.of());
    var other = new Queue("orders", Duration.ofSeconds(40), null, Map.of());

    assertThat(maker.make(letters)).isEqualTo(new Making.Created());
    assertThat(maker.make(orders)).isEqualTo(new Making.Created());
    assertThat(maker.make(orders)).isEqualTo(new Making.Kept());
    assertThat(((Making.Differs) maker.make(other)).differences())
        .containsExactlyInAnyOrder(
            "VisibilityTimeout is 36, not 40",
            "RedrivePolicy is arn:aws:sqs:us-east-1:000000000000:letters after 3 receives, not no"
                + " dead-letter queue after any number of receives");
    var url = cloud.sqs().getQueueUrl(request -> request.queueName("orders")).queueUrl();
    assertThat(
            cloud
                .sqs()
                .getQueueAttributes(
                    r -> r.queueUrl(url).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                .attributes())
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "36");
  }

  @Test
  void waits_until_a_stream_can_be_read() throws InterruptedException {
    assertThat(maker.make(new Stream("clicks", 2))).isEqualTo(new Making.Created());
    assertThat(
            cloud
                .kinesis()
                .describeStreamSummary(request -> request.streamName("clicks"))
                .streamDescriptionSummary()
                .streamStatus())
        .isEqualTo(StreamStatus.ACTIVE);
    assertThat(maker.make(new Stream("clicks", 3)))
        .isEqualTo(new Making.Differs(List.of("ShardCount is 2, not 3")));
  }

  @Test
  void compares_the_keys_of_tables() throws InterruptedException {
    var table = new Table("rows", Map.of("id", "S"), "id", null, null, null);
    var other = new Table("rows", Map.of("key", "S"), "key", null, null, null);

    assertThat(maker.make(table)).isEqualTo(new Making.Created());
    assertThat(maker.make(table)).isEqualTo(new Making.Kept());
    assertThat(((Making.Differs) maker.make(other)).differences()).hasSize(2);
  }

  @Test
  void subscribes_a_queue_once() throws InterruptedException {
    var topic = Arn.parse("arn:aws:sns:us-east-1:000000000000:news");
    maker.make(new Topic("news"));
    maker.make(new Queue("readers", Duration.ofSeconds(30), null, Map.of()));
    var subscription = new Subscription(topic, queue("readers"), false);

    assertThat(maker.make(new Topic("news"))).isEqualTo(new Making.Kept());
    assertThat(maker.make(subscription)).isEqualTo(new Making.Created());
    assertThat(maker.make(subscription)).isEqualTo(new Making.Kept());
    assertThat(maker.make(new Subscription(topic, queue("readers"), true)))
        .isEqualTo(new Making.Differs(List.of("RawMessageDelivery is false, not true")));
  }

  @Test
  void says_why_something_could_not_be_made() throws InterruptedException {
    var toNowhere =
        new Queue("lost", Duration.ofSeconds(30), new Redrive(queue("nowhere"), 3), Map.of());

    assertThat(maker.make(toNowhere)).isInstanceOf(Making.Failed.class);
  }

  @Test
  void knows_where_its_clients_ask() {
    assertThat(maker.endpoints()).hasSize(5).allMatch(Endpoint::isLoopback);
  }

  @Test
  void looks_up_queues_and_says_which_is_missing() {
    assertThatThrownBy(() -> new QueueLookup(cloud.sqs()).queueUrl(queue("absent")))
        .isInstanceOf(ResourceLookup.UnknownResourceException.class)
        .hasMessage("refers to the queue absent, which does not exist in account 000000000000");
  }

  private static Arn queue(String name) {
    return Arn.parse("arn:aws:sqs:us-east-1:000000000000:" + name);
  }
}
