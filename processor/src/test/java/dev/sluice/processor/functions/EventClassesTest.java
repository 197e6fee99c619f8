package dev.sluice.processor.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.sluice.processor.testing.Samples;
import dev.sluice.rules.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What Lambda's own event classes and reader make of the rule book's events: what our functions
/// may rely on, and a node has to write.
final class EventClassesTest {

  @Test
  @Rule("EVT-062")
  void an_answer_without_a_list_is_written_as_success_and_a_null_identifier_as_malformed() {
    List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
    failures.add(new SQSBatchResponse.BatchItemFailure());

    assertThat(write(SQSBatchResponse.class, new SQSBatchResponse())).isEqualTo("{}");
    assertThat(write(SQSBatchResponse.class, new SQSBatchResponse(failures)))
        .isEqualTo("{\"batchItemFailures\":[{}]}");
  }

  @Test
  void dates_of_kinesis_records_are_seconds_with_a_fraction_and_zero_is_null() {
    String json = Samples.fixture("event-kinesis.json");

    assertThat(record(json).getApproximateArrivalTimestamp())
        .isEqualTo(Instant.ofEpochMilli(1764079621017L));
    assertThat(record(json.replace("1764079621.017", "0")).getApproximateArrivalTimestamp())
        .isNull();
  }

  @Test
  void s3_classes_fill_in_what_is_missing_and_add_the_decoded_key() {
    S3Event event = read(S3Event.class, Samples.fixture("event-s3-created.json"));
    var object = event.getRecords().getFirst().getS3().getObject();

    assertThat(object.getUrlDecodedKey()).isEqualTo("year=2025/my report@v1.csv");
    assertThat(object.getVersionId()).isEmpty();
    assertThat(write(S3Event.class, event)).contains("\"urlDecodedKey\":", "\"versionId\":\"\"");
  }

  @Test
  void sns_names_begin_with_capitals() {
    SNSEvent event = read(SNSEvent.class, Samples.fixture("event-sns.json"));

    assertThat(event.getRecords().getFirst().getSNS().getMessage()).isEqualTo("hello");
    assertThat(write(SNSEvent.class, event))
        .contains("\"Records\":", "\"EventSource\":", "\"Sns\":", "\"Message\":\"hello\"");
  }

  private static KinesisEvent.Record record(String json) {
    return read(KinesisEvent.class, json).getRecords().getFirst().getKinesis();
  }

  private static <T> T read(Class<T> type, String json) {
    return LambdaEventSerializers.serializerFor(type, EventClassesTest.class.getClassLoader())
        .fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  private static <T> String write(Class<T> type, T value) {
    var json = new ByteArrayOutputStream();
    LambdaEventSerializers.serializerFor(type, EventClassesTest.class.getClassLoader())
        .toJson(value, json);
    return json.toString(UTF_8);
  }
}
