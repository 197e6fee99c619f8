package dev.sluice.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every queue source does, whatever it is made of.
@Timeout(120)
public abstract class QueueSourceContract {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  /// A queue of the source under test, and the way to put messages into it.
  ///
  /// @param deadLetters the dead-letter queue; null when there is none
  public record Queue(QueueSource source, Sender sender, @Nullable QueueSource deadLetters) {}

  /// Puts a message into a queue; the group is for FIFO queues.
  @FunctionalInterface
  public interface Sender {
    void send(String body, @Nullable String group, Map<String, MessageAttribute> attributes);
  }

  /// A new queue with these settings; a redrive policy's target is made with it.
  protected abstract Queue queue(Duration visibility, boolean fifo, int maxReceiveCount);

  protected abstract QueueSource missingQueue();

  /// Lets a second pass where time is turned by hand; elsewhere receiving takes its time.
  protected abstract void letASecondPass();

  private Queue standard() {
    return queue(Duration.ofSeconds(36), false, 0);
  }

  private static void send(Queue queue, String... bodies) {
    for (String body : bodies) {
      queue.sender().send(body, null, Map.of());
    }
  }

  private static List<QueueMessage> now(QueueSource source, int max, Duration visibility)
      throws InterruptedException {
    return ((Received.Messages) source.receive(max, Duration.ZERO, visibility)).messages();
  }

  /// Receives until there are so many messages.
  private List<QueueMessage> eventually(QueueSource source, int count, Duration visibility)
      throws InterruptedException {
    var all = new ArrayList<QueueMessage>();
    while (all.size() < count) {
      var received = source.receive(count - all.size(), SHORT, visibility);
      all.addAll(((Received.Messages) received).messages());
      if (all.size() < count) {
        letASecondPass();
      }
    }
    return all;
  }

  @Test
  @Rule("SQS-028")
  void brings_a_message_with_everything_it_carries() throws InterruptedException {
    var queue = standard();
    var attributes =
        Map.of(
            "Author", new MessageAttribute("String", "John Grisham", null),
            "Title", new MessageAttribute("String", "The Whistler", null),
            "WeeksOn", new MessageAttribute("Number", "6", null));

    queue.sender().send("{\"a\": \"\u00e4\"}", null, attributes);

    var message = eventually(queue.source(), 1, LONG).getFirst();
    assertThat(message.body()).isEqualTo("{\"a\": \"\u00e4\"}");
    assertThat(message.attributes()).containsEntry("ApproximateReceiveCount", "1");
    assertThat(message.messageAttributes()).isEqualTo(attributes);
    assertThat(message.md5OfMessageAttributes()).isEqualTo("d25a6aea97eb8f585bfa92d314504a92");
  }

  @Test
  void brings_a_message_without_attributes_without_their_digest() throws InterruptedException {
    var queue = standard();

    send(queue, "a");

    var message = eventually(queue.source(), 1, LONG).getFirst();
    assertThat(message.messageAttributes()).isEmpty();
    assertThat(message.md5OfMessageAttributes()).isNull();
  }

  @Test
  void brings_no_more_than_asked_for_and_nothing_when_there_is_nothing()
      throws InterruptedException {
    var queue = standard();
    send(queue, "a", "b", "c");

    assertThat(now(queue.source(), 2, LONG)).hasSizeLessThanOrEqualTo(2);
    eventually(queue.source(), 1, LONG);
    assertThat(now(queue.source(), 10, LONG)).isEmpty();
  }

  @Test
  void brings_an_undeleted_message_again_with_its_id_a_new_handle_and_a_higher_count()
      throws InterruptedException {
    var queue = standard();
    send(queue, "a");

    var first = eventually(queue.source(), 1, SHORT).getFirst();
    var second = eventually(queue.source(), 1, LONG).getFirst();

    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
    assertThat(second.receiveCount()).isEqualTo(2);
  }

  @Test
  void does_not_bring_a_deleted_message_again() throws InterruptedException {
    var queue = standard();
    send(queue, "a", "b");
    var messages = eventually(queue.source(), 2, SHORT);

    assertThat(queue.source().delete(messages.subList(0, 1)))
        .containsExactly(new EntryResult.Done());

    var back = eventually(queue.source(), 1, LONG);
    assertThat(back).extracting(QueueMessage::body).containsExactly(messages.get(1).body());
    assertThat(now(queue.source(), 10, LONG)).isEmpty();
  }

  @Test
  void keeps_an_extended_message_hidden() throws InterruptedException {
    var queue = standard();
    send(queue, "a", "b");
    var messages = eventually(queue.source(), 2, Duration.ofSeconds(2));

    assertThat(queue.source().extend(messages.subList(0, 1), LONG))
        .containsExactly(new EntryResult.Done());

    var back = eventually(queue.source(), 1, LONG);
    assertThat(back).extracting(QueueMessage::body).containsExactly(messages.get(1).body());
    assertThat(now(queue.source(), 10, LONG)).isEmpty();
  }

  @Test
  void gives_a_message_back_at_once() throws InterruptedException {
    var queue = standard();
    send(queue, "a");
    var messages = eventually(queue.source(), 1, LONG);

    queue.source().extend(messages, Duration.ZERO);

    assertThat(now(queue.source(), 1, LONG)).hasSize(1);
  }

  @Test
  void answers_for_each_message_by_itself() throws InterruptedException {
    var queue = standard();
    send(queue, "a");
    var good = eventually(queue.source(), 1, LONG).getFirst();
    var bad = new QueueMessage(good.messageId(), "nonsense", "", "", Map.of(), Map.of(), null);

    var results = queue.source().delete(List.of(bad, good));

    assertThat(results).hasSize(2);
    assertThat(results.get(0)).isInstanceOf(EntryResult.Refused.class);
    assertThat(results.get(1)).isEqualTo(new EntryResult.Done());
  }

  @Test
  void tells_a_missing_queue_from_an_empty_one() throws InterruptedException {
    var missing = missingQueue();

    assertThat(missing.receive(1, Duration.ZERO, LONG)).isEqualTo(new Received.QueueMissing());
    assertThat(missing.settings()).isEqualTo(new SettingsRead.QueueMissing());
  }

  @Test
  void tells_its_settings() throws InterruptedException {
    var read = (SettingsRead.Settings) queue(Duration.ofSeconds(36), false, 3).source().settings();

    assertThat(read.settings().visibilityTimeout()).isEqualTo(Duration.ofSeconds(36));
    assertThat(read.settings().fifo()).isFalse();
    var redrive = read.settings().redrive();
    assertThat(redrive).isNotNull();
    assertThat(redrive == null ? 0 : redrive.maxReceiveCount()).isEqualTo(3);
    var fifo = (SettingsRead.Settings) queue(LONG, true, 0).source().settings();
    assertThat(fifo.settings().fifo()).isTrue();
    assertThat(fifo.settings().redrive()).isNull();
  }

  @Test
  void moves_a_message_to_the_dead_letter_queue_after_its_last_receive()
      throws InterruptedException {
    var queue = queue(SHORT, false, 2);
    send(queue, "a");
    var first = eventually(queue.source(), 1, SHORT).getFirst();
    eventually(queue.source(), 1, SHORT);

    var dead = queue.deadLetters();
    assertThat(dead).isNotNull();
    var letters = List.<QueueMessage>of();
    while (dead != null && letters.isEmpty()) {
      assertThat(now(queue.source(), 1, SHORT)).isEmpty();
      letters = ((Received.Messages) dead.receive(1, SHORT, LONG)).messages();
      letASecondPass();
    }

    assertThat(letters).extracting(QueueMessage::messageId).containsExactly(first.messageId());
    assertThat(letters).extracting(QueueMessage::body).containsExactly("a");
  }

  @Test
  void keeps_a_fifo_group_back_while_one_of_its_messages_is_hidden() throws InterruptedException {
    var queue = queue(LONG, true, 0);
    queue.sender().send("g1", "g", Map.of());
    queue.sender().send("g2", "g", Map.of());
    queue.sender().send("h1", "h", Map.of());

    var first = eventually(queue.source(), 1, LONG).getFirst();
    assertThat(first.body()).isEqualTo("g1");
    assertThat(eventually(queue.source(), 1, LONG))
        .extracting(QueueMessage::body)
        .containsExactly("h1");
    assertThat(now(queue.source(), 10, LONG)).isEmpty();

    queue.source().delete(List.of(first));
    assertThat(eventually(queue.source(), 1, LONG))
        .extracting(QueueMessage::body)
        .containsExactly("g2");
  }
}
