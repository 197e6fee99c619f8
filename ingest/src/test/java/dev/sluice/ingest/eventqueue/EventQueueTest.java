package dev.sluice.ingest.eventqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.eventqueue.EventQueue.Acceptance;
import dev.sluice.ingest.eventqueue.EventQueue.Acceptance.Accepted;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private static final FunctionName FUNCTION = new FunctionName("f");

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final InMemoryEventInbox inbox = new InMemoryEventInbox(time);
  private final EventQueue queue =
      new EventQueue(Map.of(FUNCTION, inbox), EventQueueListener.NONE, time);

  @Test
  @Rule({"ASYNC-001", "LEASE-001"})
  void has_the_event_in_the_inbox_when_it_answers() {
    Acceptance acceptance = queue.accept(FUNCTION, Payload.of("{\"a\":1}"), "Root=1");

    InboxMessage message = receive();
    assertThat(acceptance).isEqualTo(new Accepted(new RequestId(message.messageId())));
    assertThat(message.body()).isEqualTo("{\"a\":1}");
    assertThat(message.traceHeader()).isEqualTo("Root=1");
  }

  @Test
  @Rule("INV-011")
  void stores_an_empty_object_for_an_empty_body() {
    queue.accept(FUNCTION, Payload.of(""), null);

    assertThat(receive().body()).isEqualTo("{}");
  }

  @Test
  void stores_characters_that_a_message_may_not_hold_as_escapes() {
    queue.accept(FUNCTION, Payload.of("\"\uFFFE \uFFFF\""), null);

    assertThat(receive().body()).isEqualTo("\"\\uFFFE \\uFFFF\"");
  }

  @Test
  void refuses_what_no_message_can_hold() {
    int largest = 1_048_576 - 1_024;

    assertThat(queue.accept(FUNCTION, Payload.of("\"" + "x".repeat(largest - 1) + "\""), null))
        .isEqualTo(new Acceptance.TooLarge(largest));
    assertThat(inbox.size()).isZero();
    assertThat(queue.accept(FUNCTION, Payload.of("\"" + "x".repeat(largest - 2) + "\""), null))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void does_not_accept_what_could_not_be_stored() {
    var broken = new EventQueue(Map.of(FUNCTION, new BrokenInbox()), EventQueueListener.NONE, time);

    assertThat(broken.accept(FUNCTION, Payload.of("{}"), null))
        .isEqualTo(new Acceptance.NotStored("out of reach"));
    assertThat(queue.accept(new FunctionName("other"), Payload.of("{}"), null))
        .isInstanceOf(Acceptance.NotStored.class);
  }

  private InboxMessage receive() {
    return inbox.receive(Duration.ZERO, Duration.ofMinutes(1)).orElseThrow();
  }

  private static final class BrokenInbox implements EventInbox {

    @Override
    public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
      return Optional.empty();
    }

    @Override
    public Sending send(OutgoingMessage message, Duration delay) {
      return new Sending.NotSent("out of reach");
    }

    @Override
    public boolean hide(InboxMessage message, Duration visibility) {
      return false;
    }

    @Override
    public boolean delete(InboxMessage message) {
      return false;
    }
  }
}
