package dev.sluice.ingest.eventqueue.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventInbox.Sending;
import dev.sluice.ingest.eventqueue.EventInboxContract;
import dev.sluice.ingest.eventqueue.EventStoreException;
import dev.sluice.ingest.eventqueue.OutgoingMessage;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqsEventInboxTest extends EventInboxContract {

  private static LocalCloud cloud;

  private final Timekeeper time = Timekeeper.system();

  private EventInbox inbox;

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.SQS);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  @BeforeEach
  void makeInbox() {
    String name = "inbox-" + UUID.randomUUID();
    String url = cloud.sqs().createQueue(r -> r.queueName(name)).queueUrl();
    inbox = new SqsEventInbox(cloud.sqs(), url);
  }

  @Override
  protected EventInbox inbox() {
    return inbox;
  }

  @Override
  protected void pass(Duration duration) throws InterruptedException {
    time.pause(duration); // the queue's own clock cannot be turned
  }

  @Override
  protected Instant now() {
    return time.now();
  }

  @Test
  void takes_the_largest_event_with_its_attributes() {
    String body = "\"" + "x".repeat(1_048_576 - 1_024 - 2) + "\"";

    Sending sending =
        inbox.send(new OutgoingMessage(body, null, Map.of("a", "b")), Duration.ofMinutes(15));

    assertThat(sending).isInstanceOf(Sending.Sent.class);
  }

  @Test
  void says_so_when_there_is_no_queue() {
    String url = cloud.endpoint(Service.SQS) + "/" + LocalCloud.ACCOUNT + "/missing";
    var missing = new SqsEventInbox(cloud.sqs(), url);

    assertThat(missing.send(new OutgoingMessage("x", null, Map.of()), Duration.ZERO))
        .isInstanceOf(Sending.NotSent.class);
    assertThatThrownBy(() -> missing.receive(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(EventStoreException.class)
        .hasMessageContaining("missing");
  }
}
