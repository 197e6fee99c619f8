package dev.sluice.replayer.report;

import dev.sluice.replayer.deadletter.DeadLetterQueue;
import dev.sluice.replayer.deadletter.Reading;
import dev.sluice.replayer.replay.ReplayOutcome;
import dev.sluice.replayer.selection.ReplayPlan;
import java.util.List;

/// What was planned for one queue, and what became of it.
///
/// @param queue whose letters they are
/// @param ending why no more letters were read
/// @param plan for the chosen letters
/// @param outcomes one per letter of the plan; none when it was not carried out
/// @param passedOver letters that were read but not chosen; they were given back
public record QueueReplay(
    DeadLetterQueue queue,
    Reading.Ending ending,
    ReplayPlan plan,
    List<ReplayOutcome> outcomes,
    int passedOver) {

  public QueueReplay {
    outcomes = List.copyOf(outcomes);
    if (!outcomes.isEmpty() && outcomes.size() != plan.size()) {
      throw new IllegalArgumentException(
          "the ledger does not add up: expected "
              + plan.size()
              + " outcomes, found "
              + outcomes.size());
    }
  }
}
