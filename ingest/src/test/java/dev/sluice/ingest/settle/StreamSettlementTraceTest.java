package dev.sluice.ingest.settle;

import static dev.sluice.ingest.testing.StreamRecords.batch;
import static dev.sluice.ingest.testing.StreamRecords.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Whole lives of a batch: settlement and progress together, without a poller.
final class StreamSettlementTraceTest {

  private final List<String> trace = new ArrayList<>();

  private LaneProgress run(
      StreamSettlement settlement,
      StreamBatch batch,
      Function<List<Integer>, InvocationOutcome> function) {
    var progress = LaneProgress.at(null).take(batch);
    while (!progress.inHand().isEmpty()) {
      StreamBatch head = progress.head();
      var verdict = settlement.settle(head, function.apply(numbers(head.records())));
      trace.add(numbers(head.records()) + " " + verdict.getClass().getSimpleName());
      progress = progress.after(verdict);
    }
    return progress;
  }

  private static InvocationOutcome throwing(List<Integer> seen) {
    return seen.contains(6)
        ? new InvocationOutcome.FunctionFailed(Payload.of("{}"), LogTail.NONE)
        : new InvocationOutcome.Succeeded(Payload.of("null"), LogTail.NONE);
  }

  private static InvocationOutcome reporting(List<Integer> seen) {
    String answer =
        seen.contains(6) ? "{\"batchItemFailures\":[{\"itemIdentifier\":\"6\"}]}" : "{}";
    return new InvocationOutcome.Succeeded(Payload.of(answer), LogTail.NONE);
  }

  @Test
  @Rule({"KIN-050", "KIN-051", "KIN-055", "KIN-053"})
  void bisects_down_to_the_poison_record_and_loses_it_alone() {
    var end =
        run(
            new StreamSettlement(new RetryLimits(2, null, true), false),
            batch(1, 8),
            StreamSettlementTraceTest::throwing);

    assertThat(trace)
        .containsExactly(
            "[1, 2, 3, 4, 5, 6, 7, 8] Bisect",
            "[1, 2, 3, 4] Advance",
            "[5, 6, 7, 8] Bisect",
            "[5, 6] Bisect",
            "[5] Advance",
            "[6] Retry",
            "[6] Retry",
            "[6] Discard",
            "[7, 8] Advance");
    assertThat(end.settled()).isEqualTo(batch(8, 8).last().sequenceNumber());
  }

  @Test
  @Rule({"KIN-041", "KIN-055"})
  void discards_all_eight_after_three_attempts_without_bisect() {
    run(
        new StreamSettlement(new RetryLimits(2, null, false), false),
        batch(1, 8),
        StreamSettlementTraceTest::throwing);

    assertThat(trace)
        .containsExactly(
            "[1, 2, 3, 4, 5, 6, 7, 8] Retry",
            "[1, 2, 3, 4, 5, 6, 7, 8] Retry",
            "[1, 2, 3, 4, 5, 6, 7, 8] Discard");
  }

  @Test
  @Rule({"KIN-061", "KIN-062"})
  void gives_a_reported_record_all_its_attempts_after_progress() {
    run(
        new StreamSettlement(new RetryLimits(3, null, false), true),
        batch(4, 6),
        StreamSettlementTraceTest::reporting);

    assertThat(trace)
        .containsExactly(
            "[4, 5, 6] AdvancePartly", "[6] Retry", "[6] Retry", "[6] Retry", "[6] Discard");
  }
}
