package dev.sluice.replayer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.Reading;
import dev.sluice.replayer.replay.ReplayOutcome;
import dev.sluice.replayer.selection.ReplayPlan;
import dev.sluice.replayer.testing.Fixtures;
import dev.sluice.replayer.testing.Letters;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayReportTest {

  private static final DeadLetter REDRIVEN = Letters.letter(Letters.redriven("a", 1));
  private static final DeadLetter UNKNOWN = Letters.letter(Letters.message("x", "who knows"));

  private static ReplayReport report(
      boolean executed, List<DeadLetter> letters, List<ReplayOutcome> outcomes) {
    QueueReplay queue =
        new QueueReplay(
            Letters.QUEUE, new Reading.Ending.Emptied(), ReplayPlan.of(letters), outcomes, 0);
    return new ReplayReport(executed, List.of(queue), List.of());
  }

  @Test
  void ends_well_when_all_is_replayed_and_removed() {
    ReplayReport report =
        report(
            true,
            List.of(REDRIVEN),
            List.of(new ReplayOutcome.Replayed(REDRIVEN, List.of(), true)));

    assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
    assertThat(report.text()).isEqualTo("1 letter seen = 1 replayed + 0 failed + 0 skipped");
  }

  @Test
  void says_that_something_is_left_when_a_removal_stayed_doubtful() {
    ReplayReport report =
        report(
            true,
            List.of(REDRIVEN),
            List.of(new ReplayOutcome.Replayed(REDRIVEN, List.of("still in the queue"), false)));

    assertThat(report.exitStatus()).isEqualTo(ExitStatus.LEFT);
    assertThat(report.text()).contains("1 replayed", "1 may still be in the queue");
    JsonNode letter = Fixtures.parse(report.json()).at("/queues/0/letters/0");
    assertThat(letter.path("outcome").asText()).isEqualTo("replayed");
    assertThat(letter.path("removed").asBoolean(true)).isFalse();
    assertThat(letter.at("/warnings/0").asText()).isEqualTo("still in the queue");
  }

  @Test
  void adds_up_to_what_was_seen_also_for_a_plan() {
    ReplayReport report = report(false, List.of(REDRIVEN, UNKNOWN), List.of());

    assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(2, 0, 0, 1, 1, 0));
    JsonNode json = Fixtures.parse(report.json());
    assertThat(json.path("seen").asInt()).isEqualTo(2);
    assertThat(json.path("pending").asInt()).isEqualTo(1);
    assertThat(json.path("skipped").asInt()).isEqualTo(1);
    assertThat(json.at("/queues/0/letters/0/outcome").asText()).isEqualTo("pending");
    assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
  }
}
