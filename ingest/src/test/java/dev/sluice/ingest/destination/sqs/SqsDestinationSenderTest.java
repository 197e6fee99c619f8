package dev.sluice.ingest.destination.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.EventFailureRecord;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.rules.Rule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class SqsDestinationSenderTest {

  private static final String TRACE =
      "Root=1-6925f0fb-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0";

  private static LocalCloud cloud;

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.SQS);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  @Test
  @Rule("DEST-027")
  void sends_the_record_as_the_body_with_the_trace_header_and_no_attributes() {
    var queue = createQueue("with-trace");

    Delivery delivery = new SqsDestinationSender(cloud.sqs()).send(queue, record("{}"), TRACE);

    assertThat(delivery).isEqualTo(new Delivery.Delivered());
    Message message = receive(queue).getFirst();
    assertThat(message.body()).isEqualTo(record("{}").json());
    assertThat(message.hasMessageAttributes()).isFalse();
    assertThat(message.attributes())
        .containsEntry(MessageSystemAttributeName.AWS_TRACE_HEADER, TRACE);
  }

  @Test
  void sends_no_trace_header_when_there_is_none() {
    var queue = createQueue("without-trace");

    new SqsDestinationSender(cloud.sqs()).send(queue, record("{}"), null);

    assertThat(receive(queue).getFirst().attributes())
        .doesNotContainKey(MessageSystemAttributeName.AWS_TRACE_HEADER);
  }

  @Test
  void delivers_to_a_queue_that_was_missing_at_first() {
    var sender = new SqsDestinationSender(cloud.sqs());
    var queue = new Destination.SqsQueue(arn("late"));

    Delivery before = sender.send(queue, record("{}"), null);
    createQueue("late");
    Delivery after = sender.send(queue, record("{}"), null);

    assertThat(before)
        .isInstanceOfSatisfying(
            Delivery.Refused.class,
            r -> {
              assertThat(r.retryable()).isTrue();
              assertThat(r.why()).contains("late");
            });
    assertThat(after).isEqualTo(new Delivery.Delivered());
  }

  @Test
  void gives_up_on_a_record_no_message_can_hold() {
    var queue = createQueue("small");
    var large = record("\"" + "x".repeat(1_048_576) + "\"");

    Delivery delivery = new SqsDestinationSender(cloud.sqs()).send(queue, large, null);

    assertThat(delivery)
        .isInstanceOfSatisfying(Delivery.Refused.class, r -> assertThat(r.retryable()).isFalse());
  }

  private static EventFailureRecord record(String request) {
    return new EventFailureRecord(
        new RequestId("c2a6f2ae-7dbb-4d22-8782-d0485c9877e2"),
        Arn.parse("arn:aws:lambda:us-east-1:000000000000:function:order-handler"),
        new EventFailureRecord.Ending(Condition.EventAgeExceeded, 0, null),
        Instant.parse("2025-11-25T22:18:25.123Z"),
        Payload.of(request));
  }

  private static Destination.SqsQueue createQueue(String name) {
    cloud.sqs().createQueue(r -> r.queueName(name));
    return new Destination.SqsQueue(arn(name));
  }

  private static Arn arn(String queue) {
    return new Arn("aws", "sqs", LocalCloud.REGION, LocalCloud.ACCOUNT, queue);
  }

  private static List<Message> receive(Destination.SqsQueue queue) {
    String url = cloud.sqs().getQueueUrl(r -> r.queueName(queue.arn().name())).queueUrl();
    return cloud
        .sqs()
        .receiveMessage(
            r ->
                r.queueUrl(url)
                    .waitTimeSeconds(10)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }
}
