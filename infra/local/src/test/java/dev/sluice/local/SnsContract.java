package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// What any SNS must do for us, through the SDK's clients. Each test has a topic and a queue.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SnsContract {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SnsClient sns;
  private SqsClient sqs;
  private String topic;
  private String queue;
  private String queueArn;

  /// The client under test; closed by whoever made it.
  abstract SnsClient snsClient();

  /// A client of the SQS that it delivers to.
  abstract SqsClient sqsClient();

  @BeforeEach
  void createTopicAndQueue() {
    sns = snsClient();
    sqs = sqsClient();
    var name = "contract-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
    topic = sns.createTopic(r -> r.name(name)).topicArn();
    queue = sqs.createQueue(r -> r.queueName(name)).queueUrl();
    queueArn = arn(queue);
  }

  @Test
  void creating_a_topic_again_gives_the_same_one() {
    var name = topic.substring(topic.lastIndexOf(':') + 1);

    assertThat(sns.createTopic(r -> r.name(name)).topicArn()).isEqualTo(topic);
    assertThat(topic).matches("arn:aws:sns:[^:]+:\\d{12}:" + name);
    assertThat(sns.listTopicsPaginator().topics()).extracting(Topic::topicArn).contains(topic);
  }

  @Test
  void a_deleted_topic_is_gone_with_its_subscriptions() {
    subscribe(false);

    sns.deleteTopic(r -> r.topicArn(topic));
    sns.deleteTopic(r -> r.topicArn(topic));

    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> sns.getTopicAttributes(r -> r.topicArn(topic)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void topic_attributes_can_be_set_and_read() {
    subscribe(false);
    sns.setTopicAttributes(
        r -> r.topicArn(topic).attributeName("DisplayName").attributeValue("Quakes & <more>"));

    var attributes = sns.getTopicAttributes(r -> r.topicArn(topic)).attributes();

    assertThat(attributes)
        .containsEntry("TopicArn", topic)
        .containsEntry("DisplayName", "Quakes & <more>")
        .containsEntry("SubscriptionsConfirmed", "1");
  }

  @Test
  void a_subscription_can_be_read_changed_and_removed() {
    var arn = subscribe(false);
    assertThat(subscribe(false)).isEqualTo(arn);
    sns.setSubscriptionAttributes(
        r -> r.subscriptionArn(arn).attributeName("RawMessageDelivery").attributeValue("true"));

    assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions())
        .singleElement()
        .satisfies(s -> assertThat(s.subscriptionArn()).isEqualTo(arn))
        .satisfies(s -> assertThat(s.endpoint()).isEqualTo(queueArn));
    assertThat(sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)).attributes())
        .containsEntry("RawMessageDelivery", "true")
        .containsEntry("TopicArn", topic);

    sns.unsubscribe(r -> r.subscriptionArn(arn));
    sns.publish(r -> r.topicArn(topic).message("x"));
    assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions()).isEmpty();
    assertThat(sqs.receiveMessage(r -> r.queueUrl(queue)).messages()).isEmpty();
    assertThatThrownBy(() -> sns.getSubscriptionAttributes(r -> r.subscriptionArn(arn)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  // As EVT-030 says.
  void a_queue_gets_the_envelope_with_its_keys_in_order() throws JsonProcessingException {
    var subscription = subscribe(false);
    var id =
        sns.publish(
                r ->
                    r.topicArn(topic)
                        .subject("greeting")
                        .message("h\u00e9llo \"you\"\n")
                        .messageAttributes(Map.of("tenant", text("acme"))))
            .messageId();

    var message = receive();

    var envelope = JSON.readTree(message.body());
    assertThat(names(envelope))
        .containsExactly(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL",
            "MessageAttributes");
    assertThat(envelope.get("Type").textValue()).isEqualTo("Notification");
    assertThat(envelope.get("MessageId").textValue()).isEqualTo(id);
    assertThat(envelope.get("TopicArn").textValue()).isEqualTo(topic);
    assertThat(envelope.get("Subject").textValue()).isEqualTo("greeting");
    assertThat(envelope.get("Message").textValue()).isEqualTo("h\u00e9llo \"you\"\n");
    assertThat(envelope.get("Timestamp").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Instant.parse(envelope.get("Timestamp").textValue()))
        .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
    assertThat(envelope.get("SignatureVersion").textValue()).isEqualTo("1");
    assertThat(envelope.get("SigningCertURL").textValue())
        .matches(
            "https://sns\\.[^.]+\\.amazonaws\\.com/SimpleNotificationService-[0-9a-f]{32}\\.pem");
    assertThat(envelope.get("UnsubscribeURL").textValue()).endsWith(subscription);
    assertThat(envelope.get("MessageAttributes"))
        .isEqualTo(JSON.readTree("{\"tenant\":{\"Type\":\"String\",\"Value\":\"acme\"}}"));
    assertThat(message.messageAttributes()).isEmpty();
  }

  @Test
  // As EVT-030 says.
  void the_envelope_omits_subject_and_attributes_that_were_not_given()
      throws JsonProcessingException {
    subscribe(false);
    sns.publish(r -> r.topicArn(topic).message("hello"));

    assertThat(names(JSON.readTree(receive().body())))
        .doesNotContain("Subject", "MessageAttributes", "SequenceNumber");
  }

  @Test
  // As EVT-024 says.
  void binary_attributes_stand_in_the_envelope_as_base64() throws JsonProcessingException {
    subscribe(false);
    sns.publish(
        r -> r.topicArn(topic).message("x").messageAttributes(Map.of("key", binary(1, 2, 255))));

    assertThat(JSON.readTree(receive().body()).at("/MessageAttributes/key"))
        .isEqualTo(JSON.readTree("{\"Type\":\"Binary\",\"Value\":\"AQL/\"}"));
  }

  @Test
  // As EVT-032 says.
  void raw_delivery_is_the_message_alone_with_its_attributes() {
    subscribe(true);
    sns.publish(
        r ->
            r.topicArn(topic)
                .message("hello")
                .messageAttributes(
                    Map.of(
                        "tenant",
                        text("acme"),
                        "size",
                        MessageAttributeValue.builder().dataType("Number").stringValue("7").build(),
                        "key",
                        binary(1, 2, 255))));

    var message = receive();

    assertThat(message.body()).isEqualTo("hello");
    assertThat(message.messageAttributes())
        .containsOnlyKeys("tenant", "size", "key")
        .hasEntrySatisfying("tenant", v -> assertThat(v.stringValue()).isEqualTo("acme"))
        .hasEntrySatisfying("size", v -> assertThat(v.dataType()).isEqualTo("Number"))
        .hasEntrySatisfying(
            "key", v -> assertThat(v.binaryValue().asByteArray()).isEqualTo(new byte[] {1, 2, -1}));
  }

  @Test
  void a_trace_header_is_passed_on() {
    subscribe(false);
    var trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    sns.publish(
        r ->
            r.topicArn(topic)
                .message("x")
                .overrideConfiguration(o -> o.putHeader("X-Amzn-Trace-Id", trace)));

    assertThat(receive().attributes())
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, trace);
  }

  @Test
  void every_subscriber_has_the_message_when_publish_answers() {
    subscribe(true);
    var second = sqs.createQueue(r -> r.queueName("second-" + COUNT.incrementAndGet())).queueUrl();
    sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(arn(second)));

    sns.publish(r -> r.topicArn(topic).message("x"));

    assertThat(sqs.receiveMessage(r -> r.queueUrl(queue)).messages()).hasSize(1);
    assertThat(sqs.receiveMessage(r -> r.queueUrl(second)).messages()).hasSize(1);
  }

  @Test
  void a_subscriber_whose_queue_is_gone_holds_nobody_up() {
    subscribe(true);
    sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(queueArn + "-gone"));

    sns.publish(r -> r.topicArn(topic).message("x"));

    assertThat(receive().body()).isEqualTo("x");
  }

  @Test
  void a_batch_is_published_entry_by_entry() {
    subscribe(true);
    var entries =
        List.of(
            PublishBatchRequestEntry.builder().id("a").message("1").build(),
            PublishBatchRequestEntry.builder().id("b").message("2").subject("").build());

    var answer = sns.publishBatch(r -> r.topicArn(topic).publishBatchRequestEntries(entries));

    assertThat(answer.successful())
        .singleElement()
        .satisfies(e -> assertThat(e.id()).isEqualTo("a"));
    assertThat(answer.failed())
        .singleElement()
        .satisfies(e -> assertThat(e.id()).isEqualTo("b"))
        .satisfies(e -> assertThat(e.senderFault()).isTrue());
    assertThat(receive().body()).isEqualTo("1");
  }

  @Test
  void a_batch_that_breaks_the_limits_is_refused_as_a_whole() {
    var eleven =
        IntStream.range(0, 11)
            .mapToObj(i -> PublishBatchRequestEntry.builder().id("i" + i).message("x").build())
            .toList();
    var twins =
        IntStream.range(0, 2)
            .mapToObj(i -> PublishBatchRequestEntry.builder().id("same").message("x").build())
            .toList();

    assertThatThrownBy(
            () -> sns.publishBatch(r -> r.topicArn(topic).publishBatchRequestEntries(eleven)))
        .isInstanceOf(TooManyEntriesInBatchRequestException.class);
    assertThatThrownBy(
            () -> sns.publishBatch(r -> r.topicArn(topic).publishBatchRequestEntries(twins)))
        .isInstanceOf(BatchEntryIdsNotDistinctException.class);
  }

  @Test
  void what_a_message_may_not_be_is_refused() {
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(topic).message("")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(
            () -> sns.publish(r -> r.topicArn(topic).message("x".repeat(256 * 1024 + 1))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Message too long");
    assertThatThrownBy(
            () -> sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint("http://no-arn")))
        .isInstanceOf(InvalidParameterException.class);
  }

  @Test
  void a_message_of_structure_json_is_the_text_for_queues() {
    subscribe(true);
    sns.publish(
        r ->
            r.topicArn(topic)
                .messageStructure("json")
                .message("{\"default\":\"for all\",\"sqs\":\"for queues\"}"));

    assertThat(receive().body()).isEqualTo("for queues");
  }

  final SnsClient sns() {
    return sns;
  }

  final String topic() {
    return topic;
  }

  final String queueArn() {
    return queueArn;
  }

  private String arn(String url) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .getOrDefault(QueueAttributeName.QUEUE_ARN, "no ARN of " + url);
  }

  private String subscribe(boolean raw) {
    return sns.subscribe(
            r ->
                r.topicArn(topic)
                    .protocol("sqs")
                    .endpoint(queueArn)
                    .attributes(Map.of("RawMessageDelivery", Boolean.toString(raw)))
                    .returnSubscriptionArn(true))
        .subscriptionArn();
  }

  final Message receive() {
    return sqs.receiveMessage(
            r ->
                r.queueUrl(queue)
                    .waitTimeSeconds(10)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages()
        .getFirst();
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  private static MessageAttributeValue binary(int... bytes) {
    var value = new byte[bytes.length];
    for (var i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    return MessageAttributeValue.builder()
        .dataType("Binary")
        .binaryValue(SdkBytes.fromByteArray(value))
        .build();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
