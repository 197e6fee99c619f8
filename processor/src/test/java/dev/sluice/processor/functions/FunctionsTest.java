package dev.sluice.processor.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.processor.idempotency.EffectInProgressException;
import dev.sluice.processor.idempotency.IdempotentEffect;
import dev.sluice.processor.quakes.EffectTable;
import dev.sluice.processor.quakes.QuakeStore;
import dev.sluice.processor.testing.Fakes;
import dev.sluice.processor.testing.Samples;
import dev.sluice.processor.testing.Tables;
import dev.sluice.processor.testing.Tables.Item;
import dev.sluice.processor.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The four handlers, fed with the rule book's events through Lambda's own reader, over real
/// tables.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FunctionsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TestContext CONTEXT = new TestContext();

  private final Fakes.Bucket bucket = new Fakes.Bucket();
  private Fakes.Stream stream = new Fakes.Stream();
  private Fakes.Queue reviews = new Fakes.Queue();
  private Fakes.Topic alerts = new Fakes.Topic();
  private LocalCloud cloud;
  private int tests;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.DYNAMODB);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @BeforeEach
  void freshTables() {
    tests++;
    stream = new Fakes.Stream();
    reviews = new Fakes.Queue();
    alerts = new Fakes.Topic();
    Tables.create(cloud.dynamoDb(), "marks-" + tests, "id:S");
    Tables.create(cloud.dynamoDb(), "effects-" + tests, "id:S", "updated:N");
    Tables.create(cloud.dynamoDb(), "quakes-" + tests, "id:S");
    Tables.create(cloud.dynamoDb(), "counts-" + tests, "network:S", "hour:S");
  }

  @Test
  void split_sends_every_feature_of_the_week_where_it_belongs() throws IOException {
    bucket.put("incoming-data", "year=2025/my report@v1.csv", Files.readAllBytes(Samples.week()));

    List<String> answer =
        splitObject().handleRequest(read(S3Event.class, fixture("event-s3-created.json")), CONTEXT);

    assertThat(answer).containsExactly("1707 features, 28 reviews, 39 alerts");
    assertThat(stream.taken()).hasSize(1707).doesNotHaveDuplicates();
    assertThat(stream.requests()).hasSize(4);
    assertThat(reviews.bodies()).hasSize(28);
    assertThat(alerts.messages()).hasSize(39);
    assertThat(new HashSet<>(stream.taken()))
        .containsAll(reviews.bodies())
        .containsAll(alerts.messages());
    JsonNode file = JSON.readTree(Samples.week().toFile());
    assertThat(JSON.readTree(stream.taken().getFirst())).isEqualTo(file.at("/features/0"));
  }

  @Test
  void split_does_an_event_once_but_a_new_event_for_the_same_object_again() throws IOException {
    bucket.put(
        "incoming-data",
        "year=2025/my report@v1.csv",
        "{\"features\":[{\"id\":\"a\"}]}".getBytes(UTF_8));
    ObjectNode event = fixture("event-s3-created.json");
    SplitObject split = splitObject();

    split.handleRequest(read(S3Event.class, event), CONTEXT);
    split.handleRequest(read(S3Event.class, event), CONTEXT);
    assertThat(stream.taken()).hasSize(1);

    ((ObjectNode) event.at("/Records/0/s3/object")).put("sequencer", "006925F0B3C4D5E6F8");
    split.handleRequest(read(S3Event.class, event), CONTEXT);
    assertThat(stream.taken()).hasSize(2);
  }

  @Test
  void split_begins_again_after_a_failure() throws IOException {
    bucket.put(
        "incoming-data",
        "year=2025/my report@v1.csv",
        "{\"features\":[{\"id\":\"a\"}".getBytes(UTF_8));
    SplitObject split = splitObject();
    S3Event event = read(S3Event.class, fixture("event-s3-created.json"));
    assertThatThrownBy(() -> split.handleRequest(event, CONTEXT))
        .hasMessageContaining("of bucket incoming-data cannot be read to its end");

    bucket.put(
        "incoming-data",
        "year=2025/my report@v1.csv",
        "{\"features\":[{\"id\":\"a\"}]}".getBytes(UTF_8));

    assertThat(split.handleRequest(event, CONTEXT))
        .containsExactly("1 features, 1 reviews, 0 alerts");
  }

  @Test
  void split_ignores_the_test_event_of_a_new_notification() throws IOException {
    S3Event event = read(S3Event.class, fixture("event-s3-test.json"));

    assertThat(splitObject().handleRequest(event, CONTEXT)).isEmpty();
  }

  @Test
  void record_stores_up_to_the_first_quake_without_rms_and_names_that() throws IOException {
    KinesisEvent event =
        kinesis(
            Samples.json("a", "0.1", 0), Samples.json("b", "null", 0), Samples.json("c", "1", 1));

    StreamsEventResponse answer = recordQuake(false).handleRequest(event, CONTEXT);

    assertThat(write(answer)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"101\"}]}");
    assertThat(ids("quakes-")).containsExactly("a");
  }

  @Test
  void record_takes_quakes_without_rms_once_the_fix_is_in() throws IOException {
    KinesisEvent event = kinesis(Samples.json("a", "0.1", 0), Samples.json("b", "null", 0));

    StreamsEventResponse answer = recordQuake(true).handleRequest(event, CONTEXT);

    assertThat(answer.getBatchItemFailures()).isEmpty();
    assertThat(ids("quakes-")).containsExactlyInAnyOrder("a", "b");
    assertThat(Tables.items(cloud.dynamoDb(), "counts-" + tests))
        .singleElement()
        .satisfies(row -> assertThat(row.get("count")).isEqualTo("2"));
  }

  @Test
  void review_takes_effect_once_and_names_the_event_without_rms() throws IOException {
    SQSEvent event = sqs(Samples.json("a", "0.1", 0), Samples.json("b", "null", 0), "no json");
    ReviewEvent review = reviewEvent(false);

    SQSBatchResponse first = review.handleRequest(event, CONTEXT);
    SQSBatchResponse second = review.handleRequest(event, CONTEXT);

    assertThat(write(first))
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"},{\"itemIdentifier\":\"m2\"}]}");
    assertThat(write(second)).isEqualTo(write(first));
    assertThat(effects()).isEqualTo(Map.of("a", "1"));

    reviewEvent(true).handleRequest(event, CONTEXT);
    assertThat(effects()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  @Test
  void alert_takes_effect_once_and_fails_on_a_tsunami() throws IOException {
    SNSEvent harmless = sns(Samples.json("a", "0.1", 0));
    SNSEvent tsunami = sns(Samples.json("b", "0.1", 1));
    RaiseAlert alert = raiseAlert(false);

    assertThat(alert.handleRequest(harmless, CONTEXT)).isNull();
    alert.handleRequest(harmless, CONTEXT);
    assertThatThrownBy(() -> alert.handleRequest(tsunami, CONTEXT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("Quake b")
        .hasMessageContaining("tsunami is 1");
    assertThat(effects()).isEqualTo(Map.of("a", "1"));

    raiseAlert(true).handleRequest(tsunami, CONTEXT);
    assertThat(effects()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  @Test
  void an_effect_in_progress_elsewhere_is_waited_for_and_left_to_the_other_when_time_runs_out() {
    OnceOnly once = once();
    JsonNode key = JSON.createObjectNode().put("id", "a");
    var hurried = new TestContext(Duration.ofMillis(2_040));

    String answer =
        once.run(
            key,
            CONTEXT,
            () -> {
              assertThatThrownBy(() -> once.run(key, hurried, () -> "mine"))
                  .isInstanceOf(EffectInProgressException.class);
              return "theirs";
            });

    assertThat(answer).isEqualTo("theirs");
    assertThat(once.run(key, hurried, () -> "mine")).isEqualTo("theirs");
  }

  private SplitObject splitObject() {
    return new SplitObject(
        new SplitObject.Ways(bucket, stream, reviews, alerts),
        new SplitObject.Targets("quakes", "http://127.0.0.1/reviews", "arn:alerts"),
        once());
  }

  private RecordQuake recordQuake(boolean acceptsDefects) {
    return new RecordQuake(
        new QuakeStore(
            cloud.dynamoDb(),
            new QuakeStore.Tables("quakes-" + tests, "counts-" + tests),
            Waiting.forTables()),
        new Defects(acceptsDefects));
  }

  private ReviewEvent reviewEvent(boolean acceptsDefects) {
    return new ReviewEvent(effectTable(), once(), new Defects(acceptsDefects));
  }

  private RaiseAlert raiseAlert(boolean acceptsDefects) {
    return new RaiseAlert(effectTable(), once(), new Defects(acceptsDefects));
  }

  private EffectTable effectTable() {
    return new EffectTable(cloud.dynamoDb(), "effects-" + tests);
  }

  private OnceOnly once() {
    return new OnceOnly(
        new IdempotentEffect(cloud.dynamoDb(), "marks-" + tests), Waiting.whileTimeRemains());
  }

  private List<String> ids(String table) {
    return Tables.items(cloud.dynamoDb(), table + tests).stream()
        .map(item -> item.get("id"))
        .toList();
  }

  private Map<String, String> effects() {
    Map<String, String> effects = new HashMap<>();
    for (Item item : Tables.items(cloud.dynamoDb(), "effects-" + tests)) {
      effects.put(item.get("id"), item.get("effects"));
    }
    return effects;
  }

  private static ObjectNode fixture(String name) throws IOException {
    return (ObjectNode) JSON.readTree(Samples.fixture(name));
  }

  /// The fixture's first record, once for each feature.
  private static KinesisEvent kinesis(String... features) throws IOException {
    ObjectNode event = fixture("event-kinesis.json");
    JsonNode record = event.withArray("Records").get(0);
    event.withArray("Records").removeAll();
    for (int place = 0; place < features.length; place++) {
      ObjectNode copy = record.deepCopy();
      ((ObjectNode) copy.get("kinesis"))
          .put("sequenceNumber", Integer.toString(100 + place))
          .put("data", Base64.getEncoder().encodeToString(features[place].getBytes(UTF_8)));
      event.withArray("Records").add(copy);
    }
    return read(KinesisEvent.class, event);
  }

  private static SQSEvent sqs(String... bodies) throws IOException {
    ObjectNode event = fixture("event-sqs.json");
    JsonNode record = event.withArray("Records").get(0);
    event.withArray("Records").removeAll();
    for (int place = 0; place < bodies.length; place++) {
      ObjectNode copy = record.deepCopy();
      copy.put("messageId", "m" + place).put("body", bodies[place]);
      event.withArray("Records").add(copy);
    }
    return read(SQSEvent.class, event);
  }

  private static SNSEvent sns(String message) throws IOException {
    ObjectNode event = fixture("event-sns.json");
    ((ObjectNode) event.at("/Records/0/Sns")).put("Message", message);
    return read(SNSEvent.class, event);
  }

  private static <T> T read(Class<T> type, JsonNode event) {
    return LambdaEventSerializers.serializerFor(type, FunctionsTest.class.getClassLoader())
        .fromJson(new ByteArrayInputStream(event.toString().getBytes(UTF_8)));
  }

  @SuppressWarnings("unchecked")
  private static <T> String write(T answer) {
    var json = new ByteArrayOutputStream();
    Class<T> type = (Class<T>) answer.getClass();
    LambdaEventSerializers.serializerFor(type, FunctionsTest.class.getClassLoader())
        .toJson(answer, json);
    return json.toString(UTF_8);
  }
}
