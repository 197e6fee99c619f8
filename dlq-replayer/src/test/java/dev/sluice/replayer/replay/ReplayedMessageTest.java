package dev.sluice.replayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.rules.Rule;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayedMessageTest {

  private static final Map<String, String> SYSTEM =
      Map.of(
          "DeadLetterQueueSourceArn", "arn:aws:sqs:us-east-1:000000000000:reviews",
          "AWSTraceHeader", "Root=1-6925f0fb-0123456789abcdef01234567",
          "MessageGroupId", "tenant");

  private static ReplayedMessage of(String body, Map<String, MessageAttribute> attributes) {
    return ReplayedMessage.of(Letters.letter(Letters.message("old-id", body, SYSTEM, attributes)));
  }

  private static Map<String, MessageAttribute> attributes(int count) {
    Map<String, MessageAttribute> attributes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put("a" + i, new MessageAttribute("Number.int", Integer.toString(i), null));
    }
    return attributes;
  }

  @Test
  @Rule("DLQ-043")
  void keeps_all_a_message_has_and_adds_the_id_it_had() {
    ReplayedMessage message = of("{ \"a\":1}", attributes(9));

    assertThat(message.body()).isEqualTo("{ \"a\":1}");
    assertThat(message.attributes()).hasSize(10).containsAllEntriesOf(attributes(9));
    assertThat(message.attributes().get("sluice-replayed-from"))
        .isEqualTo(new MessageAttribute("String", "old-id", null));
    assertThat(message.traceHeader()).isEqualTo("Root=1-6925f0fb-0123456789abcdef01234567");
    assertThat(message.groupId()).isEqualTo("tenant");
    assertThat(message.notes()).isEmpty();
  }

  @Test
  void leaves_the_mark_out_of_a_message_with_ten_attributes_and_says_so() {
    ReplayedMessage message = of("{}", attributes(10));

    assertThat(message.attributes()).isEqualTo(attributes(10));
    assertThat(message.notes()).singleElement().asString().contains("sluice-replayed-from");
  }

  @Test
  void leaves_the_mark_out_of_a_message_that_is_as_large_as_can_be() {
    ReplayedMessage message = of("x".repeat(1024 * 1024), Map.of());

    assertThat(message.attributes()).isEmpty();
    assertThat(message.notes()).singleElement().asString().contains("too large");
  }

  @Test
  void keeps_the_oldest_id_of_a_message_replayed_before() {
    Map<String, MessageAttribute> before =
        Map.of("sluice-replayed-from", new MessageAttribute("String", "oldest", null));

    assertThat(of("{}", before).attributes()).isEqualTo(before);
  }
}
