package dev.sluice.ingest.eventqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.destination.EventFailureRecord.Ending;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.time.Backoff;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSettlementTest {

  private static final Instant ACCEPTED = Instant.parse("2026-03-01T12:00:00Z");
  private static final Payload ERROR = Payload.of("{\"errorMessage\":\"no\"}");

  private static final InvocationOutcome FAILED =
      new InvocationOutcome.FunctionFailed(ERROR, LogTail.NONE);
  private static final InvocationOutcome TIMED_OUT =
      new InvocationOutcome.TimedOut(ERROR, LogTail.NONE);
  private static final InvocationOutcome SUCCEEDED =
      new InvocationOutcome.Succeeded(Payload.of("null"), LogTail.NONE);
  private static final InvocationOutcome THROTTLED =
      new InvocationOutcome.Throttled(
          ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded);
  private static final InvocationOutcome UNAVAILABLE =
      new InvocationOutcome.Unavailable("no process could be started");

  private final EventSettlement settlement = new EventSettlement(EventWaits.DEFAULT);

  @Test
  void completes_an_event_that_succeeded() {
    assertThat(settle(event(0, 0), EventInvokeConfig.DEFAULT, SUCCEEDED, 1))
        .isEqualTo(new EventVerdict.Complete());
  }

  @Test
  @Rule({"ASYNC-018", "DEST-025"})
  void discards_an_event_whose_function_may_not_run_at_all() {
    assertThat(before(event(0, 0), EventInvokeConfig.DEFAULT, true, 1))
        .contains(new Ending(Condition.ZeroReservedConcurrency, 0, null));
    assertThat(before(event(1, 0), EventInvokeConfig.DEFAULT, true, 1))
        .contains(new Ending(Condition.ZeroReservedConcurrency, 1, null));
  }

  @Test
  @Rule("ASYNC-017")
  void names_zero_concurrency_before_age() {
    assertThat(before(event(0, 0), config(2, 60), true, 3_600))
        .contains(new Ending(Condition.ZeroReservedConcurrency, 0, null));
  }

  @Test
  @Rule({"ASYNC-004", "ASYNC-014"})
  void discards_an_event_that_grew_too_old_before_anything_ran() {
    assertThat(before(event(0, 3), config(2, 60), false, 61))
        .contains(new Ending(Condition.EventAgeExceeded, 0, null));
    assertThat(before(event(0, 3), config(2, 60), false, 60)).isEmpty();
    assertThat(before(event(0, 0), EventInvokeConfig.DEFAULT, false, 21_600)).isEmpty();
    assertThat(before(event(0, 0), EventInvokeConfig.DEFAULT, false, 21_601)).isPresent();
  }

  @Test
  void tries_an_event_that_has_run_even_when_its_planned_try_comes_late() {
    assertThat(before(event(1, 0), config(2, 60), false, 61)).isEmpty();
  }

  @Test
  @Rule({"ASYNC-010", "ASYNC-011"})
  void waits_one_minute_then_two_then_gives_up_by_default() {
    assertThat(settle(event(0, 0), EventInvokeConfig.DEFAULT, FAILED, 1))
        .isEqualTo(again(event(1, 0), 60, ERROR.text()));
    assertThat(settle(event(1, 0), EventInvokeConfig.DEFAULT, FAILED, 65))
        .isEqualTo(again(event(2, 0), 120, ERROR.text()));
    assertThat(settle(event(2, 0), EventInvokeConfig.DEFAULT, FAILED, 190))
        .isEqualTo(discard(Condition.RetriesExhausted, 3));
  }

  @Test
  @Rule("ASYNC-012")
  void treats_a_timeout_as_a_function_error() {
    assertThat(settle(event(0, 0), EventInvokeConfig.DEFAULT, TIMED_OUT, 1))
        .isEqualTo(again(event(1, 0), 60, ERROR.text()));
    assertThat(settle(event(2, 0), EventInvokeConfig.DEFAULT, TIMED_OUT, 1))
        .isEqualTo(discard(Condition.RetriesExhausted, 3));
  }

  @ParameterizedTest
  @CsvSource({"0,0,1", "1,1,2", "2,2,3"})
  @Rule({"ASYNC-010", "ASYNC-016"})
  void counts_the_attempts_in_the_record(int retries, int failedBefore, int count) {
    assertThat(settle(event(failedBefore, 0), config(retries, 21_600), FAILED, 1))
        .isEqualTo(discard(Condition.RetriesExhausted, count));
  }

  @Test
  @Rule({"ASYNC-015", "ASYNC-014", "DEST-024"})
  void looks_ahead_at_the_age() {
    assertThat(settle(event(0, 0), config(2, 60), FAILED, 1))
        .isEqualTo(discard(Condition.EventAgeExceeded, 1));
    assertThat(settle(event(0, 0), config(2, 90), FAILED, 1))
        .isEqualTo(again(event(1, 0), 60, ERROR.text()));
    assertThat(settle(event(1, 0), config(2, 90), FAILED, 62))
        .isEqualTo(discard(Condition.EventAgeExceeded, 2));
  }

  @Test
  @Rule("ASYNC-017")
  void names_exhausted_retries_before_age() {
    assertThat(settle(event(0, 0), config(0, 60), FAILED, 3_600))
        .isEqualTo(discard(Condition.RetriesExhausted, 1));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,2", "2,4", "3,8", "7,128", "8,256", "9,300", "60,300"})
  void doubles_the_wait_while_there_is_no_room(int throttlesBefore, int seconds) {
    QueuedEvent next = event(0, throttlesBefore + 1);

    assertThat(settle(event(0, throttlesBefore), EventInvokeConfig.DEFAULT, THROTTLED, 1))
        .isEqualTo(again(next, seconds, "ReservedFunctionConcurrentInvocationLimitExceeded"));
    assertThat(settle(event(0, throttlesBefore), EventInvokeConfig.DEFAULT, UNAVAILABLE, 1))
        .isEqualTo(again(next, seconds, "no process could be started"));
  }

  @Test
  void spends_no_attempt_on_a_throttle_and_begins_anew_after_an_error() {
    assertThat(settle(event(2, 4), EventInvokeConfig.DEFAULT, THROTTLED, 1))
        .isInstanceOfSatisfying(
            EventVerdict.TryAgain.class, a -> assertThat(a.next()).isEqualTo(event(2, 5)));
    assertThat(settle(event(1, 5), EventInvokeConfig.DEFAULT, FAILED, 1))
        .isInstanceOfSatisfying(
            EventVerdict.TryAgain.class, a -> assertThat(a.next()).isEqualTo(event(2, 0)));
  }

  @Test
  @Rule("DEST-026")
  void gives_up_on_a_throttled_event_whose_next_try_would_be_too_old() {
    assertThat(settle(event(0, 9), config(2, 600), THROTTLED, 301))
        .isEqualTo(new EventVerdict.Discard(new Ending(Condition.EventAgeExceeded, 0, null)));
    assertThat(settle(event(1, 9), config(2, 600), UNAVAILABLE, 301))
        .isEqualTo(new EventVerdict.Discard(new Ending(Condition.EventAgeExceeded, 1, null)));
    assertThat(settle(event(0, 9), config(2, 600), THROTTLED, 300))
        .isInstanceOf(EventVerdict.TryAgain.class);
  }

  @Test
  @Rule("ASYNC-023")
  void looks_ahead_with_the_waits_it_was_given() {
    var shrunk =
        new EventSettlement(
            new EventWaits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1))));

    var verdict = shrunk.afterAttempt(event(0, 0), config(2, 60), FAILED, ACCEPTED.plusSeconds(5));

    assertThat(verdict).isEqualTo(again(event(1, 0), 1, ERROR.text()));
  }

  private Optional<Ending> before(
      QueuedEvent event, EventInvokeConfig config, boolean noConcurrency, int secondsLater) {
    return settlement.beforeAttempt(
        event, config, noConcurrency, ACCEPTED.plusSeconds(secondsLater));
  }

  private EventVerdict settle(
      QueuedEvent event, EventInvokeConfig config, InvocationOutcome outcome, int secondsLater) {
    return settlement.afterAttempt(event, config, outcome, ACCEPTED.plusSeconds(secondsLater));
  }

  private static QueuedEvent event(int attempts, int throttles) {
    return new QueuedEvent(
        new FunctionName("raise-alert"), new RequestId("e1"), ACCEPTED, attempts, throttles);
  }

  private static EventInvokeConfig config(int retries, int ageSeconds) {
    return new EventInvokeConfig(retries, Duration.ofSeconds(ageSeconds), null);
  }

  private static EventVerdict again(QueuedEvent next, int seconds, String why) {
    return new EventVerdict.TryAgain(next, Duration.ofSeconds(seconds), why);
  }

  private static EventVerdict discard(Condition condition, int count) {
    return new EventVerdict.Discard(new Ending(condition, count, ERROR));
  }
}
