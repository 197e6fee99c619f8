package dev.sluice.replayer.replay;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.selection.ReplayPlan;
import java.time.Duration;

/// Hears how a replay goes. Called by the thread that replays.
public interface ReplayListener {

  /// A plan is about to be carried out.
  void started(ReplayPlan plan);

  /// A try failed in passing; the next follows after a wait.
  void waiting(DeadLetter letter, String why, Duration wait);

  /// What became of a letter is decided.
  void ended(ReplayOutcome outcome);
}
