package dev.sluice.ingest.settle;

import static dev.sluice.ingest.testing.StreamRecords.ARRIVAL;
import static dev.sluice.ingest.testing.StreamRecords.batch;
import static dev.sluice.ingest.testing.StreamRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.settle.DiscardReason.RetryAttemptsExhausted;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamSettlementTest {

  private static final InvocationOutcome THREW =
      new InvocationOutcome.FunctionFailed(Payload.of("{}"), LogTail.NONE);
  private static final InvocationOutcome TIMED_OUT =
      new InvocationOutcome.TimedOut(Payload.of("{}"), LogTail.NONE);

  private static InvocationOutcome answered(String answer) {
    return new InvocationOutcome.Succeeded(Payload.of(answer), LogTail.NONE);
  }

  private static InvocationOutcome reported(int number) {
    return answered("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + number + "\"}]}");
  }

  private static StreamSettlement settlement(int retries, boolean bisect) {
    return new StreamSettlement(new RetryLimits(retries, null, bisect), true);
  }

  @Test
  void advances_over_a_batch_that_succeeded() {
    var verdict = settlement(0, true).settle(batch(1, 8), answered("null"));

    assertThat(verdict).isEqualTo(new StreamVerdict.Advance(batch(1, 8)));
  }

  @Test
  @Rule({"KIN-060", "KIN-052"})
  void splits_before_the_lowest_reported_failure_with_and_without_bisect() {
    var done = new StreamBatch(batch(1, 8).records(), 2, 0);
    var expected = new StreamVerdict.AdvancePartly(batch(1, 4), batch(5, 8));

    assertThat(settlement(3, false).settle(done, reported(5))).isEqualTo(expected);
    assertThat(settlement(3, true).settle(done, reported(5))).isEqualTo(expected);
  }

  @Test
  @Rule("KIN-061")
  void counts_the_rest_of_a_partial_success_anew() {
    var verdict = settlement(3, true).settle(batch(1, 2).attempted(), reported(2));

    assertThat(((StreamVerdict.AdvancePartly) verdict).rest().attempts()).isZero();
  }

  @Test
  @Rule("KIN-063")
  void spends_an_attempt_when_the_first_record_is_reported() {
    var verdict = settlement(3, false).settle(batch(1, 8), reported(1));

    assertThat(verdict).isEqualTo(new StreamVerdict.Retry(batch(1, 8).attempted()));
  }

  @Test
  @Rule({"KIN-050", "KIN-051", "KIN-053"})
  void bisects_a_failed_batch_that_can_still_be_divided() {
    var halves = new StreamVerdict.Bisect(batch(1, 4), batch(5, 8));

    assertThat(settlement(0, true).settle(batch(1, 8), THREW)).isEqualTo(halves);
    assertThat(settlement(0, true).settle(batch(1, 8), TIMED_OUT)).isEqualTo(halves);
    assertThat(settlement(0, true).settle(batch(1, 8), answered("{"))).isEqualTo(halves);
    assertThat(settlement(0, true).settle(batch(1, 8), reported(1))).isEqualTo(halves);
  }

  @Test
  @Rule("KIN-054")
  void loses_no_record_of_an_odd_batch_when_it_bisects() {
    var verdict = (StreamVerdict.Bisect) settlement(0, true).settle(batch(1, 7), THREW);

    assertThat(verdict.older().last().sequenceNumber())
        .isLessThan(verdict.newer().first().sequenceNumber());
    assertThat(verdict.older().size() + verdict.newer().size()).isEqualTo(7);
  }

  @Test
  @Rule("KIN-041")
  void discards_after_one_attempt_and_as_many_retries_as_allowed() {
    var twice = batch(1, 8).attempted().attempted();

    assertThat(settlement(2, false).settle(batch(1, 8), THREW))
        .isEqualTo(new StreamVerdict.Retry(batch(1, 8).attempted()));
    assertThat(settlement(2, false).settle(twice, THREW))
        .isEqualTo(
            new StreamVerdict.Discard(twice.attempted(), new RetryAttemptsExhausted("Unhandled")));
  }

  @Test
  @Rule("KIN-068")
  void marks_exhaustion_by_reports_without_a_function_error() {
    var verdict = settlement(0, true).settle(batch(6, 6), reported(6));

    assertThat(verdict)
        .isEqualTo(
            new StreamVerdict.Discard(batch(6, 6).attempted(), new RetryAttemptsExhausted(null)));
  }

  @Test
  void retries_without_limit_when_the_limit_is_minus_one() {
    var often = new StreamBatch(batch(1, 1).records(), 1_000_000, 0);

    assertThat(settlement(-1, true).settle(often, THREW))
        .isEqualTo(new StreamVerdict.Retry(often.attempted()));
  }

  @Test
  @Rule("KIN-042")
  void spends_nothing_on_an_invocation_that_never_ran() {
    var throttled =
        new InvocationOutcome.Throttled(
            ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded);
    var once = batch(1, 8).attempted();

    for (var refusal : List.of(throttled, new InvocationOutcome.Unavailable("stopping"))) {
      var verdict = (StreamVerdict.Retry) settlement(1, true).settle(once, refusal);

      assertThat(verdict.batch().attempts()).isEqualTo(1);
      assertThat(verdict.batch().refusals()).isEqualTo(1);
      assertThat(verdict.batch().records()).isEqualTo(once.records());
    }
  }

  @Test
  @Rule({"KIN-044", "KIN-045"})
  void takes_only_the_records_that_are_too_old_out_of_a_batch() {
    var settlement = new StreamSettlement(new RetryLimits(-1, Duration.ofSeconds(60), false), true);
    var batch =
        StreamBatch.fresh(
            List.of(
                record(1, ARRIVAL.minusSeconds(61)),
                record(2, ARRIVAL.minusSeconds(60)),
                record(3, ARRIVAL)));

    assertThat(settlement.readiness(batch, ARRIVAL))
        .isEqualTo(new Readiness.TooOld(batch.part(0, 1), List.of(batch.part(1, 3))));
  }

  @Test
  void tries_young_records_that_stand_before_an_old_one_first() {
    var settlement = new StreamSettlement(new RetryLimits(-1, Duration.ofSeconds(60), false), true);
    var batch =
        new StreamBatch(List.of(record(1, ARRIVAL), record(2, ARRIVAL.minusSeconds(61))), 1, 0);

    assertThat(settlement.readiness(batch, ARRIVAL))
        .isEqualTo(new Readiness.Fit(batch.remainder(0, 1), List.of(batch.remainder(1, 2))));
  }

  @Test
  void finds_no_record_too_old_without_a_maximum_age() {
    var ancient = StreamBatch.fresh(List.of(record(1, ARRIVAL.minusSeconds(1_000_000))));

    assertThat(settlement(0, false).readiness(ancient, ARRIVAL))
        .isEqualTo(new Readiness.Fit(ancient, List.of()));
  }

  @Test
  void ignores_answers_when_item_failures_are_not_reported() {
    var settlement = new StreamSettlement(new RetryLimits(0, null, true), false);

    assertThat(settlement.settle(batch(1, 8), reported(3)))
        .isEqualTo(new StreamVerdict.Advance(batch(1, 8)));
  }
}
