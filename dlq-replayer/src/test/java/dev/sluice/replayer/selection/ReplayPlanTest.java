package dev.sluice.replayer.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterId;
import dev.sluice.replayer.testing.Letters;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

  private static ReplayPlan plan(QueueMessage... messages) {
    return ReplayPlan.of(Arrays.stream(messages).map(Letters::letter).toList());
  }

  private static List<String> ids(List<DeadLetter> letters) {
    return letters.stream().map(letter -> letter.id().value()).toList();
  }

  @Test
  void orders_stream_letters_per_shard_by_position_as_a_number() {
    ReplayPlan plan =
        plan(
            Letters.stream("b10", "shard-b", 10, 10, 1),
            Letters.stream("a200", "shard-a", 200, 200, 1),
            Letters.stream("a99", "shard-a", 99, 99, 1),
            Letters.stream("b9", "shard-b", 9, 9, 1));

    assertThat(ids(plan.replays())).containsExactly("a99", "a200", "b9", "b10");
  }

  @Test
  void orders_events_by_time() {
    ReplayPlan plan =
        plan(
            Letters.event("late", "2025-11-25T22:18:25.123Z", "{}"),
            Letters.event("early", "2025-11-25T09:18:25.123Z", "{}"));

    assertThat(ids(plan.replays())).containsExactly("early", "late");
  }

  @Test
  void orders_redriven_messages_by_when_they_were_sent() {
    ReplayPlan plan = plan(Letters.redriven("second", 1000), Letters.redriven("first", 999));

    assertThat(ids(plan.replays())).containsExactly("first", "second");
  }

  @Test
  void sets_unknown_letters_aside() {
    ReplayPlan plan = plan(Letters.message("x", "?"), Letters.redriven("r", 1));

    assertThat(ids(plan.replays())).containsExactly("r");
    assertThat(ids(plan.skipped())).containsExactly("x");
    assertThat(plan.size()).isEqualTo(2);
  }

  @Test
  void selects_by_id_and_all_without_ids() {
    DeadLetter letter = Letters.letter(Letters.redriven("r", 1));

    assertThat(new ReplaySelection(Set.of()).chooses(letter)).isTrue();
    assertThat(new ReplaySelection(Set.of(new DeadLetterId("r"))).chooses(letter)).isTrue();
    assertThat(new ReplaySelection(Set.of(new DeadLetterId("q"))).chooses(letter)).isFalse();
  }
}
