package dev.sluice.demo;

import java.io.PrintStream;
import java.util.Locale;

/// Tells a person how far the demo is: a bar that redraws itself on a terminal, a plain line
/// whenever the numbers moved elsewhere.
final class Progress {

  private static final int WIDTH = 28;
  private static final long QUIET_NANOS = 2_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private String last = "";
  private long lastPrinted;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /// A line that stays.
  void say(String line) {
    if (terminal && !last.isEmpty()) {
      out.print("\r\033[K");
    }
    out.println(line);
    last = "";
    out.flush();
  }

  /// The state of a phase.
  void show(Target target, Moment now) {
    String numbers =
        String.format(
            Locale.ROOT,
            "stored %,d  counted %,d  duplicates %,d  reviews %d  alerts %d  dead letters %d "
                + " waiting %d",
            now.stored().quakes().size(),
            now.stored().counted(),
            now.stored().duplicates(),
            now.stored().reviews().size(),
            now.stored().alerts().size(),
            now.letters(),
            now.waiting());
    if (numbers.equals(last)) {
      return;
    }
    if (terminal) {
      int filled = (int) Math.round(target.fraction(now) * WIDTH);
      out.print("\r\033[K[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + numbers);
    } else if (System.nanoTime() - lastPrinted > QUIET_NANOS) {
      out.println("  " + numbers);
      lastPrinted = System.nanoTime();
    } else {
      return;
    }
    last = numbers;
    out.flush();
  }

  /// Ends the bar, so that what follows starts on a line of its own.
  void endOfPhase() {
    if (terminal && !last.isEmpty()) {
      out.println();
    }
    last = "";
  }
}
