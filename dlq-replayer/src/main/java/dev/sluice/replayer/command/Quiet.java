package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.replay.ReplayListener;
import dev.sluice.replayer.replay.ReplayOutcome;
import dev.sluice.replayer.selection.ReplayPlan;
import java.time.Duration;

/// Says nothing: with `--json` the report is all that is printed.
final class Quiet implements ReplayListener {

  @Override
  public void started(ReplayPlan plan) {}

  @Override
  public void waiting(DeadLetter letter, String why, Duration wait) {}

  @Override
  public void ended(ReplayOutcome outcome) {}
}
