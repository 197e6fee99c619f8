package dev.sluice.ingest.eventqueue;

import static dev.sluice.ingest.eventqueue.ScriptedInvoker.FAILED;
import static dev.sluice.ingest.eventqueue.ScriptedInvoker.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.sqs.SqsDestinationSender;
import dev.sluice.ingest.eventqueue.dynamodb.DynamoDbEventRows;
import dev.sluice.ingest.eventqueue.dynamodb.EventTable;
import dev.sluice.ingest.eventqueue.sqs.SqsEventInbox;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.notification.NotificationReader;
import dev.sluice.ingest.time.Backoff;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.rules.Rule;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/// The whole event queue on real queues and a real table.
class EventQueueOnLocalCloudTest {

  private static final FunctionName FUNCTION = new FunctionName("f");

  private static final EventWaits SHORT =
      new EventWaits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));

  @Test
  @Rule({"ASYNC-001", "ASYNC-010"})
  void tries_a_failing_event_three_times_and_tells_its_destination()
      throws IOException, InterruptedException {
    try (var cloud = LocalCloud.start(Service.SQS, Service.DYNAMODB)) {
      String inboxUrl = cloud.sqs().createQueue(r -> r.queueName("inbox")).queueUrl();
      String lettersUrl = cloud.sqs().createQueue(r -> r.queueName("letters")).queueUrl();
      EventTable.ensure(cloud.dynamoDb(), "events");
      var inbox = new SqsEventInbox(cloud.sqs(), inboxUrl);
      var rows = new DynamoDbEventRows(cloud.dynamoDb(), "events");
      var invoker = new ScriptedInvoker();
      invoker.answer(FAILED, THROTTLED, FAILED, FAILED);
      var consumer = consumer(cloud, inbox, rows, invoker);
      consumer.start();

      var acceptance =
          new EventQueue(Map.of(FUNCTION, inbox), EventQueueListener.NONE, Timekeeper.system())
              .accept(FUNCTION, Payload.of("{\"a\":\"\uFFFF\"}"), null);
      List<Message> letters =
          cloud.sqs().receiveMessage(r -> r.queueUrl(lettersUrl).waitTimeSeconds(20)).messages();
      consumer.stop(Duration.ofSeconds(20));

      RequestId id = ((EventQueue.Acceptance.Accepted) acceptance).id();
      assertThat(invoker.ids()).containsExactly(id, id, id, id);
      var letter = new JsonMapper().readTree(letters.getFirst().body());
      assertThat(letter.at("/requestContext/requestId").asText()).isEqualTo(id.value());
      assertThat(letter.at("/requestContext/condition").asText()).isEqualTo("RetriesExhausted");
      assertThat(letter.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(3);
      assertThat(letter.at("/requestPayload/a").asText()).isEqualTo("\uFFFF");
      assertThat(rows.look(id)).isEqualTo(new EventRows.Look.Present(new EventRow.Done()));
      assertThat(inbox.receive(Duration.ZERO, Duration.ofSeconds(1))).isEmpty();
      assertThat(invoker.openClaims()).isZero();
    }
  }

  private static EventQueueConsumer consumer(
      LocalCloud cloud, EventInbox inbox, EventRows rows, ScriptedInvoker invoker) {
    var parts =
        new EventQueueParts(
            inbox,
            rows,
            new NotificationReader(),
            invoker,
            new SqsDestinationSender(cloud.sqs()),
            new EventQueueLog(),
            Timekeeper.system(),
            new SecureRandom());
    var letters =
        new Destination.SqsQueue(
            new Arn("aws", "sqs", LocalCloud.REGION, LocalCloud.ACCOUNT, "letters"));
    var config = new EventInvokeConfig(2, Duration.ofHours(1), letters);
    var target =
        new EventTarget(
            FUNCTION,
            new Arn("aws", "lambda", LocalCloud.REGION, LocalCloud.ACCOUNT, "function:f"),
            Duration.ofSeconds(5),
            () -> config,
            () -> false);
    var settings = EventQueueSettings.DEFAULT.withWaits(SHORT).withPollWait(Duration.ofSeconds(2));
    return new EventQueueConsumer(target, parts, settings);
  }
}
