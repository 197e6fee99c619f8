package dev.sluice.ingest.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ingest.eventqueue.PushedEventReader.PushedEvent;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationReaderTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final NotificationReader reader = new NotificationReader();

  @Test
  @Rule({"EVT-020", "EVT-021", "EVT-022", "EVT-023", "EVT-024"})
  void makes_the_recorded_event_of_an_envelope() {
    PushedEvent read = reader.read(envelope().toString());

    assertThat(text(read)).isEqualTo(Fixtures.compact("event-sns.json"));
  }

  @Test
  @Rule("EVT-023")
  void says_signature_version_1_also_for_a_topic_set_to_2() {
    ObjectNode envelope = envelope().put("SignatureVersion", "2");

    assertThat(text(reader.read(envelope.toString())))
        .isEqualTo(Fixtures.compact("event-sns.json"));
  }

  @Test
  @Rule({"EVT-016", "EVT-021"})
  void passes_a_subject_and_a_nested_event_on() {
    JsonNode expected = Fixtures.read("event-s3-sns-lambda.json");
    JsonNode sns = expected.at("/Records/0/Sns");
    ObjectNode envelope = envelope();
    envelope.put("Subject", sns.get("Subject").asText());
    envelope.put("Message", sns.get("Message").asText());
    envelope.remove("MessageAttributes");

    assertThat(text(reader.read(envelope.toString()))).isEqualTo(expected.toString());
  }

  @Test
  void decodes_the_subscription_when_the_address_is_encoded() throws IOException {
    ObjectNode envelope = envelope();
    envelope.put(
        "UnsubscribeURL",
        "http://127.0.0.1:1/?SubscriptionArn=arn%3Aaws%3Asns%3Aeu%3A1%3At%3A7&Action=Unsubscribe");

    JsonNode event = JSON.readTree(text(reader.read(envelope.toString())));

    assertThat(event.at("/Records/0/EventSubscriptionArn").asText())
        .isEqualTo("arn:aws:sns:eu:1:t:7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event-s3-created.json",
        "event-s3-removed.json",
        "event-s3-tagging.json",
        "event-s3-restore-completed.json"
      })
  @Rule({"EVT-014", "EVT-016"})
  void passes_a_notification_of_a_bucket_on_byte_for_byte(String fixture) {
    String body = Fixtures.read(fixture).toPrettyString();

    assertThat(text(reader.read(body))).isEqualTo(body);
  }

  @Test
  @Rule("EVT-011")
  void ignores_the_test_message_of_a_bucket() {
    assertThat(reader.read(Fixtures.compact("event-s3-test.json")))
        .isEqualTo(new PushedEvent.Ignored("a test message of bucket incoming-data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "",
        "{\"orderId\":1}",
        "[]",
        "{\"Records\":[]}",
        "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}",
        "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:eu:1:t\"}",
        "{\"Type\":\"Notification\",\"Type\":\"Notification\"}",
        "{\"Records\":[{\"eventSource\":\"aws:s3\"}]} {}"
      })
  void does_not_guess_at_anything_else(String body) {
    assertThat(reader.read(body)).isInstanceOf(PushedEvent.Unreadable.class);
  }

  @Test
  void does_not_invent_a_subscription() {
    ObjectNode envelope = envelope().put("UnsubscribeURL", "http://127.0.0.1:1/?Action=X");

    assertThat(reader.read(envelope.toString()))
        .isInstanceOfSatisfying(
            PushedEvent.Unreadable.class, u -> assertThat(u.why()).contains("UnsubscribeURL"));
  }

  /// The recorded envelope, with the attributes of the recorded event.
  private static ObjectNode envelope() {
    ObjectNode envelope = Fixtures.read("sns-envelope-sqs.json").deepCopy();
    JsonNode sns = Fixtures.read("event-sns.json").at("/Records/0/Sns");
    envelope.put("MessageId", sns.get("MessageId").asText());
    envelope.set("MessageAttributes", sns.get("MessageAttributes"));
    return envelope;
  }

  private static String text(PushedEvent read) {
    assertThat(read).isInstanceOf(PushedEvent.Event.class);
    return ((PushedEvent.Event) read).json();
  }
}
