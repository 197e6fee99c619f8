package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.destination.EventFailureRecord.Ending;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of an event (table 13.1 of the rule book). Pure.
///
/// ```
///                 +--------- no room: 1 s, 2 s, ... 300 s --------+
///                 v                                               |
/// accepted --> [ may it run? ] --> attempt --> function error --> [ once more? ] -- 60 s, 120 s --+
///                 |                   |                              |                            |
///                 |                   +--> Complete                  +--> Discard          (attempt)
///                 +--> Discard: no concurrency, too old
/// ```
public final class EventSettlement {

  private final EventWaits waits;

  public EventSettlement(EventWaits waits) {
    this.waits = waits;
  }

  /// Whether the event ends before it is tried: its function may not run at all (ASYNC-018), or it
  /// grew too old before any attempt ran (ASYNC-004, DEST-026). An event that has run is tried
  /// again even when it comes a little late: its age was looked at when that try was planned.
  ///
  /// @param noConcurrency whether the function's reserved concurrency is zero
  public Optional<Ending> beforeAttempt(
      QueuedEvent event, EventInvokeConfig config, boolean noConcurrency, Instant now) {
    if (noConcurrency) {
      return Optional.of(new Ending(Condition.ZeroReservedConcurrency, event.attempts(), null));
    }
    if (event.attempts() == 0 && tooOld(event, config, now)) {
      return Optional.of(new Ending(Condition.EventAgeExceeded, 0, null));
    }
    return Optional.empty();
  }

  /// What becomes of the event after a try ended.
  public EventVerdict afterAttempt(
      QueuedEvent event, EventInvokeConfig config, InvocationOutcome outcome, Instant now) {
    return switch (outcome) {
      case InvocationOutcome.Succeeded _ -> new EventVerdict.Complete();
      case InvocationOutcome.FunctionFailed(var error, _) -> afterError(event, config, error, now);
      case InvocationOutcome.TimedOut(var error, _) -> afterError(event, config, error, now);
      case InvocationOutcome.Throttled(var reason) ->
          afterThrottle(event, config, reason.name(), now);
      case InvocationOutcome.Unavailable(var why) -> afterThrottle(event, config, why, now);
    };
  }

  private EventVerdict afterError(
      QueuedEvent event, EventInvokeConfig config, Payload error, Instant now) {
    QueuedEvent next = event.afterFailedAttempt();
    if (event.attempts() >= config.maximumRetryAttempts()) {
      return discard(Condition.RetriesExhausted, next, error);
    }
    Duration wait = waits.afterError(next.attempts());
    if (tooOld(event, config, now.plus(wait))) {
      return discard(Condition.EventAgeExceeded, next, error);
    }
    return new EventVerdict.TryAgain(next, wait, error.text());
  }

  private EventVerdict afterThrottle(
      QueuedEvent event, EventInvokeConfig config, String why, Instant now) {
    QueuedEvent next = event.afterThrottle();
    Duration wait = waits.afterThrottle().after(next.throttlesInARow());
    if (tooOld(event, config, now.plus(wait))) {
      return discard(Condition.EventAgeExceeded, next, null);
    }
    return new EventVerdict.TryAgain(next, wait, why);
  }

  private static boolean tooOld(QueuedEvent event, EventInvokeConfig config, Instant then) {
    return then.isAfter(event.acceptedAt().plus(config.maximumEventAge()));
  }

  private static EventVerdict discard(
      Condition condition, QueuedEvent event, @Nullable Payload error) {
    return new EventVerdict.Discard(new Ending(condition, event.attempts(), error));
  }
}
