package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.replay.ReplayListener;
import dev.sluice.replayer.replay.ReplayOutcome;
import dev.sluice.replayer.report.ReplayReport;
import dev.sluice.replayer.selection.ReplayPlan;
import java.io.PrintWriter;
import java.time.Duration;

/// Tells how a replay goes: one line a letter, and on a terminal a bar below them.
final class Progress implements ReplayListener {

  private static final int WIDTH = 30;
  private static final String ERASE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean bar;
  private int all;
  private int ended;

  /// @param bar whether `out` is a terminal
  Progress(PrintWriter out, boolean bar) {
    this.out = out;
    this.bar = bar;
  }

  @Override
  public void started(ReplayPlan plan) {
    all = plan.size();
    ended = 0;
    draw();
  }

  @Override
  public void waiting(DeadLetter letter, String why, Duration wait) {
    say(letter.id() + "  trying again in " + wait.toMillis() + " ms: " + why);
  }

  @Override
  public void ended(ReplayOutcome outcome) {
    ended++;
    say(ReplayReport.line(outcome));
  }

  private void say(String line) {
    out.println((bar ? ERASE : "") + line);
    draw();
  }

  private void draw() {
    if (bar && all > 0 && ended < all) {
      int done = WIDTH * ended / all;
      out.print("[" + "=".repeat(done) + " ".repeat(WIDTH - done) + "] " + ended + "/" + all);
    }
    out.flush();
  }
}
