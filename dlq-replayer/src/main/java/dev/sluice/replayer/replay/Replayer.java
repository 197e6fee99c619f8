package dev.sluice.replayer.replay;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.deadletter.Envelope;
import dev.sluice.replayer.deadletter.Pace;
import dev.sluice.replayer.deadletter.Removal;
import dev.sluice.replayer.selection.ReplayPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Carries out a plan, one letter at a time: send, wait for the confirmation, and only then remove.
/// Whoever dies between the two leaves the letter, and the next run sends it again: at least once,
/// never not at all.
public final class Replayer {

  /// How long a removal is tried again once a stop is asked for: well inside the time that a stop
  /// waits for the letter in progress.
  private static final Duration LAST_REMOVAL = Duration.ofSeconds(5);

  private final ReplayTarget target;
  private final Pace pace;
  private final RetryPatience patience;
  private final ReplayListener listener;

  public Replayer(ReplayTarget target, Pace pace, RetryPatience patience, ReplayListener listener) {
    this.target = target;
    this.pace = pace;
    this.patience = patience;
    this.listener = listener;
  }

  /// @param source that holds the plan's letters
  /// @return one outcome per letter of the plan
  public List<ReplayOutcome> carryOut(ReplayPlan plan, DeadLetterSource source, StopSignal stop)
      throws InterruptedException {
    listener.started(plan);
    List<ReplayOutcome> outcomes = new ArrayList<>();
    for (DeadLetter letter : plan.replays()) {
      ReplayOutcome outcome = replay(letter, source, stop);
      outcomes.add(outcome);
      listener.ended(outcome);
    }
    source.giveBack(plan.skipped());
    for (DeadLetter letter : plan.skipped()) {
      ReplayOutcome outcome = skipped(letter);
      outcomes.add(outcome);
      listener.ended(outcome);
    }
    return List.copyOf(outcomes);
  }

  private ReplayOutcome replay(DeadLetter letter, DeadLetterSource source, StopSignal stop)
      throws InterruptedException {
    if (stop.isRaised()) { // given back by the caller, many at once
      return new ReplayOutcome.Failed(letter, "stopped before its turn came");
    }
    if (!source.holds(letter)) {
      return new ReplayOutcome.Failed(
          letter, "it could not be kept hidden, somebody else may have it: run this again");
    }
    return switch (deliver(letter, stop)) {
      case TargetAnswer.Confirmed(var notes) -> confirmed(letter, source, notes, stop);
      case TargetAnswer.Refused(var why) -> {
        source.giveBack(List.of(letter));
        yield new ReplayOutcome.Failed(letter, why);
      }
      case TargetAnswer.Busy(var why) -> {
        source.giveBack(List.of(letter));
        yield new ReplayOutcome.Failed(letter, why);
      }
    };
  }

  private TargetAnswer deliver(DeadLetter letter, StopSignal stop) throws InterruptedException {
    Duration begun = pace.monotonic();
    for (int tries = 1; ; tries++) {
      TargetAnswer answer = target.deliver(letter);
      if (!(answer instanceof TargetAnswer.Busy(var why))) {
        return answer;
      }
      Duration wait = patience.after(tries);
      Duration spent = pace.monotonic().minus(begun);
      if (stop.isRaised() || spent.plus(wait).compareTo(patience.atMost()) > 0) {
        return new TargetAnswer.Busy(
            why + "; given up after " + tries + " tries in " + spent.toSeconds() + " s");
      }
      listener.waiting(letter, why, wait);
      pace.pause(wait);
    }
  }

  private ReplayOutcome confirmed(
      DeadLetter letter, DeadLetterSource source, List<String> notes, StopSignal stop)
      throws InterruptedException {
    return switch (remove(letter, source, stop)) {
      case Removal.Removed _ -> new ReplayOutcome.Replayed(letter, notes, true);
      case Removal.Doubtful(var why) -> doubtful(letter, notes, why);
      case Removal.Unanswered(var why) -> doubtful(letter, notes, why);
    };
  }

  private static ReplayOutcome doubtful(DeadLetter letter, List<String> notes, String why) {
    List<String> all = new ArrayList<>(notes);
    all.add("still in the queue (" + why + "): replaying it again will send it twice");
    return new ReplayOutcome.Replayed(letter, all, false);
  }

  /// After the confirmation, and nowhere else. Tried again while the letter is in our hands: one
  /// call that got lost must not send a letter twice.
  private Removal remove(DeadLetter letter, DeadLetterSource source, StopSignal stop)
      throws InterruptedException {
    Duration begun = pace.monotonic();
    for (int tries = 1; ; tries++) {
      Removal removal = source.remove(letter);
      if (!(removal instanceof Removal.Unanswered(var why))) {
        return removal;
      }
      Duration wait = patience.after(tries);
      Duration spent = pace.monotonic().minus(begun);
      Duration atMost = stop.isRaised() ? LAST_REMOVAL : patience.atMost();
      if (spent.plus(wait).compareTo(atMost) > 0) {
        return new Removal.Doubtful(
            why + "; given up after " + tries + " tries in " + spent.toSeconds() + " s");
      }
      listener.waiting(letter, "replayed, but not removed: " + why, wait);
      pace.pause(wait);
    }
  }

  private static ReplayOutcome skipped(DeadLetter letter) {
    return letter.envelope() instanceof Envelope.Unknown(var reason)
        ? new ReplayOutcome.Skipped(letter, reason)
        : new ReplayOutcome.Skipped(letter, "not to be replayed");
  }
}
