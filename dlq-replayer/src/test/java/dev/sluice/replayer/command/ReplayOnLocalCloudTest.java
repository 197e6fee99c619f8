package dev.sluice.replayer.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.source.sqs.SqsQueueSource;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.replayer.replay.aws.LambdaFunctions;
import dev.sluice.replayer.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The whole command line against SQS and Kinesis on loopback and a node's Invoke endpoint.
class ReplayOnLocalCloudTest {

  private static final MessageAttributeValue BYTES =
      MessageAttributeValue.builder()
          .dataType("Binary")
          .binaryValue(SdkBytes.fromUtf8String("abc"))
          .build();

  private static LocalCloud cloud;
  private static SqsClient sqs;
  private static KinesisClient kinesis;
  private static int number;

  private final NodeEndpoint node = new NodeEndpoint();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private String letters = "";
  private String stream = "";

  @BeforeAll
  static void start() {
    cloud = LocalCloud.start(Service.SQS, Service.KINESIS);
    sqs = cloud.sqs();
    kinesis = cloud.kinesis();
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @BeforeEach
  void name() {
    letters = "letters-" + ++number;
    stream = "quakes-" + number;
    sqs.createQueue(r -> r.queueName(letters));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private int execute(String... words) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.commandLine(new Run(this::clients, false), Instant::now)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private Clients clients() {
    var credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local-secret"));
    Region region = Region.of(LocalCloud.REGION);
    return new Clients(
        SqsQueueSource.clientBuilder(4)
            .endpointOverride(cloud.endpoint(Service.SQS))
            .credentialsProvider(credentials)
            .region(region)
            .build(),
        KinesisClient.builder()
            .endpointOverride(cloud.endpoint(Service.KINESIS))
            .credentialsProvider(credentials)
            .region(region)
            .build(),
        LambdaFunctions.clientBuilder()
            .endpointOverride(node.address())
            .credentialsProvider(credentials)
            .region(region)
            .build());
  }

  private static String url(String queue) {
    return sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
  }

  private void put(String body) {
    sqs.sendMessage(r -> r.queueUrl(url(letters)).messageBody(body));
  }

  /// Messages in a queue, the hidden ones included.
  private static int depth(String queue) {
    return sqs
        .getQueueAttributes(
            r ->
                r.queueUrl(url(queue))
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private static List<Message> receive(String queue) {
    return sqs.receiveMessage(
            r ->
                r.queueUrl(url(queue))
                    .maxNumberOfMessages(10)
                    .visibilityTimeout(0)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All"))
        .messages();
  }

  /// Puts records on a stream of one shard.
  ///
  /// @return their sequence numbers
  private List<String> putRecords(int count) {
    kinesis.createStream(r -> r.streamName(stream).shardCount(1));
    List<PutRecordsRequestEntry> entries =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + i)
                        .data(SdkBytes.fromUtf8String("{\"n\":" + i + "}"))
                        .build())
            .toList();
    return kinesis.putRecords(r -> r.streamName(stream).records(entries)).records().stream()
        .map(one -> one.sequenceNumber())
        .toList();
  }

  private String streamLetter(String first, String last, int size) {
    return """
    {"requestContext":{"requestId":"r","functionArn":\
    "arn:aws:lambda:us-east-1:000000000000:function:sluice-record-quake","condition":\
    "RetryAttemptsExhausted","approximateInvokeCount":3},"responseContext":{"statusCode":200,\
    "executedVersion":"$LATEST","functionError":null},"version":"1.0",\
    "timestamp":"2025-11-25T14:07:04.411Z","KinesisBatchInfo":{"shardId":\
    "shardId-000000000000","startSequenceNumber":"%s","endSequenceNumber":"%s",\
    "approximateArrivalOfFirstRecord":"2025-11-25T14:07:01.017Z",\
    "approximateArrivalOfLastRecord":"2025-11-25T14:07:01.254Z","batchSize":%d,\
    "streamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/%s"}}\
    """
        .formatted(first, last, size, stream);
  }

  private JsonNode ledger() {
    return Fixtures.parse(out.toString());
  }

  @Test
  @Rule("DLQ-041")
  void replays_stream_letters_with_the_records_read_from_the_stream_again() {
    List<String> numbers = putRecords(5);
    put(streamLetter(numbers.get(3), numbers.get(3), 1));
    put(streamLetter(numbers.get(0), numbers.get(1), 2));

    assertThat(execute("replay", letters, "--execute", "--json")).isZero();

    assertThat(node.calls()).hasSize(2);
    NodeEndpoint.Call first = node.calls().getFirst();
    assertThat(first.function())
        .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:sluice-record-quake");
    assertThat(first.type()).isEqualTo("RequestResponse");
    JsonNode records = Fixtures.parse(first.event()).path("Records");
    assertThat(records).hasSize(2);
    JsonNode record = records.get(1);
    String data = record.at("/kinesis/data").asText();
    assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":1}");
    assertThat(record.at("/kinesis/partitionKey").asText()).isEqualTo("key-1");
    assertThat(record.path("eventID").asText()).isEqualTo("shardId-000000000000:" + numbers.get(1));
    assertThat(Fixtures.parse(node.calls().get(1).event()).at("/Records/0/eventID").asText())
        .isEqualTo("shardId-000000000000:" + numbers.get(3));
    assertThat(ledger().path("seen").asInt()).isEqualTo(2);
    assertThat(ledger().path("replayed").asInt()).isEqualTo(2);
    assertThat(depth(letters)).isZero();
  }

  @Test
  void keeps_a_stream_letter_that_was_handled_in_part() {
    List<String> numbers = putRecords(2);
    put(streamLetter(numbers.get(0), numbers.get(1), 2));
    node.function =
        _ ->
            NodeEndpoint.Answer.ok(
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + numbers.get(1) + "\"}]}");

    assertThat(execute("replay", letters, "--execute")).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED", numbers.get(1), "1 failed");
    assertThat(receive(letters)).hasSize(1); // visible again, at once
  }

  @Test
  void keeps_a_stream_letter_whose_records_are_gone() {
    List<String> numbers = putRecords(2);
    String earlier = numbers.getFirst().substring(0, numbers.getFirst().length() - 1) + "0";
    put(streamLetter(earlier.equals(numbers.getFirst()) ? "1" : earlier, numbers.get(1), 2));

    assertThat(execute("replay", letters, "--execute")).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED", "trimmed");
    assertThat(node.calls()).isEmpty();
    assertThat(depth(letters)).isEqualTo(1);
  }

  @Test
  @Rule("DLQ-045")
  void replays_asynchronous_letters_to_their_qualifier_with_the_same_event() {
    put(Fixtures.text("async-failure-retries-exhausted"));

    assertThat(execute("replay", letters, "--execute")).isZero();

    NodeEndpoint.Call call = node.calls().getFirst();
    assertThat(call.function())
        .isEqualTo("arn:aws:lambda:eu-central-1:111122223333:function:order-handler");
    assertThat(call.query()).isEqualTo("Qualifier=$LATEST");
    assertThat(Fixtures.parse(call.event())).isEqualTo(Fixtures.parse("{\"orderId\":1001}"));
    assertThat(depth(letters)).isZero();
  }

  @Test
  void keeps_a_letter_whose_function_fails_again_and_prints_none_of_its_payload() {
    put(Fixtures.text("async-failure-retries-exhausted"));
    node.function =
        _ ->
            new NodeEndpoint.Answer(
                200, "Unhandled", "{\"errorType\":\"BadOrder\",\"errorMessage\":\"order 1001\"}");

    assertThat(execute("replay", letters, "--execute")).isEqualTo(1);

    assertThat(out.toString()).contains("BadOrder").doesNotContain("1001");
    assertThat(depth(letters)).isEqualTo(1);
  }

  @Test
  void waits_out_throttles_and_faults_of_the_node() {
    put(Fixtures.text("async-failure-retries-exhausted"));
    List<NodeEndpoint.Answer> answers =
        new ArrayList<>(
            List.of(
                new NodeEndpoint.Answer(429, null, "{\"Reason\":\"x\",\"message\":\"Rate\"}"),
                new NodeEndpoint.Answer(503, null, "{}")));
    node.function = _ -> answers.isEmpty() ? NodeEndpoint.Answer.ok("{}") : answers.removeFirst();

    assertThat(execute("replay", letters, "--execute")).isZero();

    assertThat(node.calls()).hasSize(3);
    assertThat(out.toString()).contains("trying again");
    assertThat(depth(letters)).isZero();
  }

  /// Sends a message to a queue whose redrive policy moves it into `letters`.
  ///
  /// @return its message id
  private String redrive(String source) {
    String arn = "arn:aws:sqs:us-east-1:000000000000:" + letters;
    sqs.createQueue(
        r ->
            r.queueName(source)
                .attributes(
                    Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"1\"}")));
    String id =
        sqs.sendMessage(
                r ->
                    r.queueUrl(url(source))
                        .messageBody("{\"review\": 1}")
                        .messageAttributes(Map.of("bytes", BYTES))
                        .messageSystemAttributes(
                            Map.of(
                                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                MessageSystemAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue("Root=1-6925f0fb-0123456789abcdef01234567")
                                    .build())))
            .messageId();
    assertThat(receive(source)).hasSize(1);
    assertThat(receive(source)).isEmpty(); // this receive moves it
    return id;
  }

  @Test
  @Rule("DLQ-043")
  void sends_redriven_messages_to_their_source_with_all_they_had() {
    String source = "reviews-" + number;
    String id = redrive(source);

    assertThat(execute("replay", letters, "--execute")).as(out.toString()).isZero();

    Message message = receive(source).getFirst();
    assertThat(message.body()).isEqualTo("{\"review\": 1}");
    assertThat(message.messageAttributes())
        .containsOnly(
            Map.entry("bytes", BYTES),
            Map.entry(
                "sluice-replayed-from",
                MessageAttributeValue.builder().dataType("String").stringValue(id).build()));
    assertThat(message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER))
        .isEqualTo("Root=1-6925f0fb-0123456789abcdef01234567");
    assertThat(depth(letters)).isZero();
  }

  @Test
  void sends_and_removes_nothing_without_execute() {
    put(Fixtures.text("async-failure-retries-exhausted"));

    assertThat(execute("replay", letters)).isZero();

    assertThat(out.toString()).contains("invoke order-handler:$LATEST", "--execute");
    assertThat(node.calls()).isEmpty();
    assertThat(receive(letters)).hasSize(1);
  }

  @Test
  void replays_only_the_letters_that_were_named() {
    put(Fixtures.text("async-failure-retries-exhausted"));
    put(Fixtures.text("async-failure-zero-reserved-concurrency"));
    execute("ls", letters, "--json");
    String id = ledger().at("/queues/0/letters/1/id").asText();

    assertThat(execute("replay", letters, "--id", id, "--id", "absent", "--execute", "--json"))
        .isEqualTo(1);

    assertThat(ledger().at("/queues/0/letters/0/id").asText()).isEqualTo(id);
    assertThat(ledger().path("replayed").asInt()).isEqualTo(1);
    assertThat(ledger().at("/missing/0").asText()).isEqualTo("absent");
    assertThat(receive(letters)).hasSize(1);
  }

  @Test
  void leaves_unknown_letters_where_they_lie() {
    put("who knows");
    put(Fixtures.text("async-failure-zero-reserved-concurrency"));

    assertThat(execute("replay", letters, "--execute", "--json")).isEqualTo(1);

    assertThat(ledger().path("seen").asInt()).isEqualTo(2);
    assertThat(ledger().path("replayed").asInt()).isEqualTo(1);
    assertThat(ledger().path("skipped").asInt()).isEqualTo(1);
    assertThat(receive(letters)).singleElement().extracting(Message::body).isEqualTo("who knows");
  }

  @Test
  void lists_by_name_url_and_arn_and_shows_the_letters_again_at_once() {
    put(Fixtures.text("async-failure-retries-exhausted"));
    String arn = "arn:aws:sqs:us-east-1:000000000000:" + letters;

    for (String word : List.of(letters, url(letters), arn)) {
      assertThat(execute("ls", word)).as(word + err).isZero();
      assertThat(out.toString())
          .contains(
              "asynchronous",
              "RetriesExhausted (java.lang.IllegalStateException)",
              "order-handler:$LATEST",
              "receive count",
              "never complete")
          .doesNotContain("orderId");
    }
    assertThat(receive(letters))
        .singleElement()
        .satisfies(
            message ->
                assertThat(
                        message
                            .attributes()
                            .get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                    .isEqualTo("4"));
  }

  @Test
  void shows_a_stream_letter_with_its_records() {
    List<String> numbers = putRecords(2);
    put(streamLetter(numbers.get(0), numbers.get(1), 2));
    execute("ls", letters, "--json");
    String id = ledger().at("/queues/0/letters/0/id").asText();

    assertThat(execute("show", letters, "--id", id, "--json")).isZero();

    assertThat(ledger().at("/records/1/data/n").asInt()).isEqualTo(1);
    assertThat(ledger().at("/body/KinesisBatchInfo/batchSize").asInt()).isEqualTo(2);
    assertThat(ledger().path("retainedUntil").asText()).isEqualTo("2025-11-26T14:07:01.017Z");
    assertThat(execute("show", letters, "--id", id)).isZero();
    assertThat(out.toString()).contains("\"n\" : 1", numbers.get(1), "retention");
    assertThat(receive(letters)).hasSize(1);
  }

  @Test
  void says_so_when_a_letter_or_a_queue_does_not_exist() {
    assertThat(execute("show", letters, "--id", "absent")).isEqualTo(1);
    assertThat(err.toString()).contains("no letter absent");
    assertThat(execute("ls", "no-such-queue")).isEqualTo(1);
    assertThat(err.toString()).contains("no queue no-such-queue", "AWS_REGION");
  }

  @Test
  void says_so_when_nothing_listens_or_nobody_signs() {
    var somebody =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local-secret"));
    var nobody = AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create());
    Region region = Region.of(LocalCloud.REGION);

    String unreachable =
        failure(
            SqsQueueSource.clientBuilder(1)
                .region(region)
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .credentialsProvider(somebody)
                .build());
    String unsigned =
        failure(
            SqsQueueSource.clientBuilder(1)
                .region(region)
                .endpointOverride(cloud.endpoint(Service.SQS))
                .credentialsProvider(nobody)
                .build());

    assertThat(unreachable).contains("SQS cannot be reached", "AWS_ENDPOINT_URL_SQS");
    assertThat(unsigned).contains("no AWS credentials", "AWS_PROFILE");
  }

  private String failure(SqsClient client) {
    Clients working = clients();
    Clients broken = new Clients(client, working.kinesis(), working.lambda());
    StringWriter errors = new StringWriter();
    int status =
        Main.commandLine(new Run(() -> broken, false), Instant::now)
            .setErr(new PrintWriter(errors, true))
            .execute("ls", letters);
    assertThat(status).isEqualTo(1);
    return errors.toString();
  }
}
