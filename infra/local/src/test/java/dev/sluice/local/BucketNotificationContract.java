package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.FilterRuleName;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// What any S3 must tell queues and topics, through the SDK's clients. Each test has a bucket and a
/// queue.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BucketNotificationContract {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private S3Client s3;
  private SqsClient sqs;
  private SnsClient sns;
  private String bucket;
  private String queue;
  private String queueArn;

  /// The client under test; closed by whoever made it.
  abstract S3Client s3Client();

  /// A client of the SQS that it delivers to.
  abstract SqsClient sqsClient();

  /// A client of the SNS that it delivers to.
  abstract SnsClient snsClient();

  @BeforeEach
  void createBucketAndQueue() {
    s3 = s3Client();
    sqs = sqsClient();
    sns = snsClient();
    bucket = "contract-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
    s3.createBucket(r -> r.bucket(bucket));
    queue = sqs.createQueue(r -> r.queueName(bucket)).queueUrl();
    queueArn =
        sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
  }

  @Test
  void a_configuration_is_given_back_as_it_was_stored() {
    var stored =
        QueueConfiguration.builder()
            .id("new & uploads")
            .queueArn(queueArn)
            .events(Event.S3_OBJECT_CREATED_PUT, Event.S3_OBJECT_REMOVED)
            .filter(
                f ->
                    f.key(
                        k ->
                            k.filterRules(
                                rule(FilterRuleName.PREFIX, "in/"),
                                rule(FilterRuleName.SUFFIX, ".json"))))
            .build();
    store(stored);

    var read = s3.getBucketNotificationConfiguration(r -> r.bucket(bucket));

    assertThat(read.queueConfigurations())
        .singleElement()
        .satisfies(c -> assertThat(c.id()).isEqualTo("new & uploads"))
        .satisfies(c -> assertThat(c.queueArn()).isEqualTo(queueArn))
        .satisfies(c -> assertThat(c.events()).isEqualTo(stored.events()))
        .satisfies(
            c ->
                assertThat(c.filter().key().filterRules())
                    .extracting(FilterRule::value)
                    .containsExactly("in/", ".json"));
    assertThat(read.topicConfigurations()).isEmpty();
  }

  @Test
  // As EVT-011 says.
  void storing_a_configuration_sends_a_test_event() throws JsonProcessingException {
    storeAll(Event.S3_OBJECT_CREATED);

    var test = JSON.readTree(receive().body());

    assertThat(names(test))
        .containsExactly("Service", "Event", "Time", "Bucket", "RequestId", "HostId");
    assertThat(test.get("Service").textValue()).isEqualTo("Amazon S3");
    assertThat(test.get("Event").textValue()).isEqualTo("s3:TestEvent");
    assertThat(test.get("Bucket").textValue()).isEqualTo(bucket);
  }

  @Test
  // As EVT-002, EVT-005 and EVT-014 say.
  void a_put_is_told_in_the_recorded_form() throws JsonProcessingException {
    listen(Event.S3_OBJECT_CREATED);
    var put = put("a.txt", "twelve bytes");

    var body = JSON.readTree(receive().body());

    assertThat(names(body)).containsExactly("Records");
    assertThat(body.get("Records")).hasSize(1);
    var event = body.at("/Records/0");
    assertThat(names(event))
        .containsExactly(
            "eventVersion",
            "eventSource",
            "awsRegion",
            "eventTime",
            "eventName",
            "userIdentity",
            "requestParameters",
            "responseElements",
            "s3");
    assertThat(names(event.get("userIdentity"))).containsExactly("principalId");
    assertThat(names(event.get("requestParameters"))).containsExactly("sourceIPAddress");
    assertThat(names(event.get("responseElements")))
        .containsExactly("x-amz-request-id", "x-amz-id-2");
    assertThat(names(event.get("s3")))
        .containsExactly("s3SchemaVersion", "configurationId", "bucket", "object");
    assertThat(names(event.at("/s3/bucket"))).containsExactly("name", "ownerIdentity", "arn");
    assertThat(names(event.at("/s3/object"))).containsExactly("key", "size", "eTag", "sequencer");
    assertThat(event.get("eventVersion").textValue()).isEqualTo("2.1");
    assertThat(event.get("eventSource").textValue()).isEqualTo("aws:s3");
    assertThat(event.get("eventName").textValue()).isEqualTo("ObjectCreated:Put");
    assertThat(event.get("eventTime").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Instant.parse(event.get("eventTime").textValue()))
        .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
    assertThat(event.at("/responseElements/x-amz-request-id").textValue())
        .isEqualTo(put.sdkHttpResponse().firstMatchingHeader("x-amz-request-id").orElseThrow());
    assertThat(event.at("/s3/s3SchemaVersion").textValue()).isEqualTo("1.0");
    assertThat(event.at("/s3/configurationId").textValue()).isEqualTo("all");
    assertThat(event.at("/s3/bucket/name").textValue()).isEqualTo(bucket);
    assertThat(event.at("/s3/bucket/arn").textValue()).isEqualTo("arn:aws:s3:::" + bucket);
    assertThat(event.at("/s3/object/key").textValue()).isEqualTo("a.txt");
    assertThat(event.at("/s3/object/size").longValue()).isEqualTo(12);
    assertThat("\"" + event.at("/s3/object/eTag").textValue() + "\"").isEqualTo(put.eTag());
  }

  @Test
  // As EVT-004 says.
  void keys_are_encoded_as_form_values_but_for_the_slash() {
    listen(Event.S3_OBJECT_CREATED);
    var key = "year=2025/my report@v1+\u00e9.csv";
    put(key, "x");

    var told = object(receive()).get("key").textValue();

    assertThat(told).isEqualTo("year%3D2025/my+report%40v1%2B%C3%A9.csv");
    assertThat(URLDecoder.decode(told, StandardCharsets.UTF_8)).isEqualTo(key);
    assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String()).isEqualTo("x");
  }

  @Test
  // As EVT-003 says.
  void every_way_to_create_and_remove_has_its_name() {
    listen(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED);

    put("a", "1234");
    s3.copyObject(
        r -> r.sourceBucket(bucket).sourceKey("a").destinationBucket(bucket).destinationKey("b"));
    upload("c", 5 * 1024 * 1024 + 7);
    s3.deleteObject(r -> r.bucket(bucket).key("a"));
    s3.deleteObjects(
        r ->
            r.bucket(bucket)
                .delete(
                    d ->
                        d.quiet(true)
                            .objects(
                                ObjectIdentifier.builder().key("b").build(),
                                ObjectIdentifier.builder().key("never there").build())));

    var events = receive(5);
    assertThat(events.stream().map(BucketNotificationContract::told))
        .containsExactlyInAnyOrder(
            "ObjectCreated:Put a 4",
            "ObjectCreated:Copy b 4",
            "ObjectCreated:CompleteMultipartUpload c 5242887",
            "ObjectRemoved:Delete a ",
            "ObjectRemoved:Delete b ");
  }

  @Test
  // As EVT-005 says.
  void a_removal_tells_neither_size_nor_entity_tag() {
    listen(Event.S3_OBJECT_REMOVED);
    put("a", "x");
    s3.deleteObject(r -> r.bucket(bucket).key("a"));

    assertThat(names(object(receive()))).containsExactly("key", "sequencer");
  }

  @Test
  // As EVT-005 says.
  void with_versions_a_deletion_is_a_marker_and_events_name_the_version() {
    s3.putBucketVersioning(
        r ->
            r.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    listen(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED);

    var put = put("a", "x");
    var created = receive();
    s3.deleteObject(r -> r.bucket(bucket).key("a"));
    var marked = receive();
    s3.deleteObject(r -> r.bucket(bucket).key("a").versionId(put.versionId()));
    var deleted = receive();

    assertThat(names(object(created)))
        .containsExactly("key", "size", "eTag", "versionId", "sequencer");
    assertThat(object(created).get("versionId").textValue()).isEqualTo(put.versionId());
    assertThat(told(marked)).startsWith("ObjectRemoved:DeleteMarkerCreated");
    assertThat(names(object(marked))).containsExactly("key", "eTag", "versionId", "sequencer");
    assertThat(told(deleted)).startsWith("ObjectRemoved:Delete ");
    assertThat(names(object(deleted))).containsExactly("key", "versionId", "sequencer");
    assertThat(object(deleted).get("versionId").textValue()).isEqualTo(put.versionId());
  }

  @Test
  // As EVT-009 says.
  void sequencers_of_a_key_ascend_as_hexadecimal_text() {
    listen(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED);
    var sequencers = new ArrayList<String>();
    for (var i = 0; i < 5; i++) {
      put("a", "x".repeat(i));
      sequencers.add(object(receive()).get("sequencer").textValue());
      s3.deleteObject(r -> r.bucket(bucket).key("a"));
      sequencers.add(object(receive()).get("sequencer").textValue());
    }

    assertThat(sequencers)
        .allMatch(s -> s.matches("[0-9A-F]{18}"))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  // As EVT-013 says.
  void only_events_that_pass_the_filter_are_told() {
    store(
        QueueConfiguration.builder()
            .queueArn(queueArn)
            .events(Event.S3_OBJECT_CREATED_PUT)
            .filter(
                f ->
                    f.key(
                        k ->
                            k.filterRules(
                                rule(FilterRuleName.PREFIX, "in/"),
                                rule(FilterRuleName.SUFFIX, ".json"))))
            .build());
    receive();

    put("in/a.txt", "x");
    put("out/a.json", "x");
    put("in/a.json", "x");
    s3.copyObject(
        r ->
            r.sourceBucket(bucket)
                .sourceKey("in/a.json")
                .destinationBucket(bucket)
                .destinationKey("in/b.json"));
    put("in/last.json", "x");

    assertThat(receive(2).stream().map(BucketNotificationContract::told))
        .containsExactlyInAnyOrder(
            "ObjectCreated:Put in/a.json 1", "ObjectCreated:Put in/last.json 1");
  }

  @Test
  // As EVT-013 says.
  void rules_that_overlap_are_refused() {
    assertThatThrownBy(
            () ->
                store(
                    QueueConfiguration.builder()
                        .queueArn(queueArn)
                        .events(Event.S3_OBJECT_CREATED)
                        .filter(f -> f.key(k -> k.filterRules(rule(FilterRuleName.PREFIX, "in/"))))
                        .build(),
                    QueueConfiguration.builder()
                        .queueArn(queueArn)
                        .events(Event.S3_OBJECT_CREATED_PUT)
                        .filter(
                            f ->
                                f.key(
                                    k -> k.filterRules(rule(FilterRuleName.PREFIX, "in/deeper/"))))
                        .build()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("ambiguously defined");
  }

  @Test
  // As EVT-015 says.
  void a_topic_gets_the_event_under_a_subject() throws JsonProcessingException {
    var topic = sns.createTopic(r -> r.name(bucket)).topicArn();
    sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(queueArn));
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(bucket)
                .notificationConfiguration(
                    n ->
                        n.topicConfigurations(
                            TopicConfiguration.builder()
                                .id("to-topic")
                                .topicArn(topic)
                                .events(Event.S3_OBJECT_CREATED)
                                .build())));
    receive();
    put("a", "x");

    var envelope = JSON.readTree(receive().body());

    assertThat(envelope.get("Subject").textValue()).isEqualTo("Amazon S3 Notification");
    assertThat(JSON.readTree(envelope.get("Message").textValue()).at("/Records/0/eventName"))
        .isEqualTo(JSON.readTree("\"ObjectCreated:Put\""));
  }

  @Test
  // As EVT-014 says.
  void a_trace_header_reaches_the_queue() {
    listen(Event.S3_OBJECT_CREATED);
    var trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    s3.putObject(
        r ->
            r.bucket(bucket)
                .key("a")
                .overrideConfiguration(o -> o.putHeader("X-Amzn-Trace-Id", trace)),
        RequestBody.fromString("x"));

    assertThat(receive().attributes())
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, trace);
  }

  @Test
  void targets_that_do_not_exist_are_refused_with_their_names() {
    assertThatThrownBy(
            () ->
                store(
                    QueueConfiguration.builder()
                        .queueArn(queueArn + "-gone")
                        .events(Event.S3_OBJECT_CREATED)
                        .build()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Unable to validate the following destination configurations");
    assertThatThrownBy(
            () ->
                store(
                    QueueConfiguration.builder()
                        .queueArn("no arn")
                        .events(Event.S3_OBJECT_CREATED)
                        .build()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("The ARN could not be parsed");
  }

  @Test
  void a_failed_request_tells_nothing() {
    listen(Event.S3_OBJECT_CREATED);
    put("a", "x");
    receive();

    assertThatThrownBy(
            () ->
                s3.putObject(
                    r -> r.bucket(bucket).key("a").ifNoneMatch("*"), RequestBody.fromString("y")))
        .isInstanceOf(S3Exception.class);
    assertThatThrownBy(
            () ->
                s3.copyObject(
                    r ->
                        r.sourceBucket(bucket)
                            .sourceKey("not there")
                            .destinationBucket(bucket)
                            .destinationKey("b")))
        .isInstanceOf(S3Exception.class);
    put("last", "x");

    assertThat(told(receive())).isEqualTo("ObjectCreated:Put last 1");
  }

  @Test
  void an_empty_configuration_ends_the_telling() {
    listen(Event.S3_OBJECT_CREATED);
    s3.putBucketNotificationConfiguration(
        r -> r.bucket(bucket).notificationConfiguration(n -> n.queueConfigurations(List.of())));
    put("a", "x");

    assertThat(sqs.receiveMessage(r -> r.queueUrl(queue)).messages()).isEmpty();
  }

  final S3Client s3() {
    return s3;
  }

  final String bucket() {
    return bucket;
  }

  /// Tells the queue of these events and takes the test event off it.
  final void listen(Event... events) {
    storeAll(events);
    receive();
  }

  private void storeAll(Event... events) {
    store(QueueConfiguration.builder().id("all").queueArn(queueArn).events(events).build());
  }

  private void store(QueueConfiguration... configurations) {
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(bucket).notificationConfiguration(n -> n.queueConfigurations(configurations)));
  }

  private static FilterRule rule(FilterRuleName name, String value) {
    return FilterRule.builder().name(name).value(value).build();
  }

  private PutObjectResponse put(String key, String text) {
    return s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  private void upload(String key, int size) {
    var id = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    var parts = new ArrayList<CompletedPart>();
    var first = 5 * 1024 * 1024;
    for (var length : List.of(first, size - first)) {
      var number = parts.size() + 1;
      var part =
          s3.uploadPart(
              r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number),
              RequestBody.fromBytes(new byte[length]));
      parts.add(CompletedPart.builder().partNumber(number).eTag(part.eTag()).build());
    }
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  final Message receive() {
    return receive(1).getFirst();
  }

  private List<Message> receive(int count) {
    var received = new ArrayList<Message>();
    while (received.size() < count) {
      var messages =
          sqs.receiveMessage(
                  r ->
                      r.queueUrl(queue)
                          .maxNumberOfMessages(Math.min(10, count - received.size()))
                          .waitTimeSeconds(10)
                          .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
              .messages();
      assertThat(messages).as("events beyond the %d that came", received.size()).isNotEmpty();
      received.addAll(messages);
    }
    received.forEach(
        m -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(m.receiptHandle())));
    return received;
  }

  private static JsonNode event(Message message) {
    try {
      return JSON.readTree(message.body()).at("/Records/0");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode object(Message message) {
    return event(message).at("/s3/object");
  }

  /// Name, key and size in one line.
  static String told(Message message) {
    var event = event(message);
    return event.path("eventName").asText()
        + " "
        + event.at("/s3/object/key").asText()
        + " "
        + event.at("/s3/object/size").asText();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
