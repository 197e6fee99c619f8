package dev.sluice.ingest.eventqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.eventqueue.EventInbox.Sending;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every inbox does.
public abstract class EventInboxContract {

  private static final Duration VISIBILITY = Duration.ofMinutes(1);

  private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

  /// The empty inbox under test.
  protected abstract EventInbox inbox();

  /// Lets so much time pass for the inbox.
  protected abstract void pass(Duration duration) throws InterruptedException;

  /// The time as the inbox has it, roughly.
  protected abstract Instant now();

  @Test
  void gives_what_was_put_in_with_all_its_attributes() {
    var message =
        new OutgoingMessage("{\"a\":1}", TRACE, Map.of("sluice-kind", "event", "other", "x y"));

    Sending sending = inbox().send(message, Duration.ZERO);
    InboxMessage received = receive().orElseThrow();

    assertThat(sending).isEqualTo(new Sending.Sent(received.messageId()));
    assertThat(received.body()).isEqualTo("{\"a\":1}");
    assertThat(received.traceHeader()).isEqualTo(TRACE);
    assertThat(received.attributes()).isEqualTo(message.attributes());
    assertThat(received.receiveCount()).isEqualTo(1);
    assertThat(received.sentAt()).isBetween(now().minusSeconds(60), now().plusSeconds(60));
  }

  @Test
  void gives_a_message_without_attributes_and_trace() {
    inbox().send(new OutgoingMessage("x", null, Map.of()), Duration.ZERO);

    InboxMessage received = receive().orElseThrow();

    assertThat(received.traceHeader()).isNull();
    assertThat(received.attributes()).isEmpty();
  }

  @Test
  void hides_what_it_gave_and_gives_back_what_was_given_back() {
    inbox().send(new OutgoingMessage("x", null, Map.of()), Duration.ZERO);
    InboxMessage first = receive().orElseThrow();

    assertThat(inbox().receive(Duration.ZERO, VISIBILITY)).isEmpty();
    assertThat(inbox().hide(first, Duration.ZERO)).isTrue();
    InboxMessage again = receive().orElseThrow();

    assertThat(again.messageId()).isEqualTo(first.messageId());
    assertThat(again.receiveCount()).isEqualTo(2);
    assertThat(again.sentAt()).isEqualTo(first.sentAt());
  }

  @Test
  void keeps_a_delayed_message_back() throws InterruptedException {
    inbox().send(new OutgoingMessage("x", null, Map.of()), Duration.ofMillis(1_500));

    assertThat(inbox().receive(Duration.ZERO, VISIBILITY)).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(receive()).isPresent();
  }

  @Test
  void removes_what_was_deleted() throws InterruptedException {
    inbox().send(new OutgoingMessage("x", null, Map.of()), Duration.ZERO);
    InboxMessage received = inbox().receive(Duration.ofSeconds(10), Duration.ofSeconds(1)).get();

    assertThat(inbox().delete(received)).isTrue();
    pass(Duration.ofMillis(1_500));

    assertThat(inbox().receive(Duration.ZERO, VISIBILITY)).isEmpty();
  }

  private Optional<InboxMessage> receive() {
    return inbox().receive(Duration.ofSeconds(10), VISIBILITY);
  }
}
