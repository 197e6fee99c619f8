package dev.sluice.demo.failover;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Tells a person how far the run is: a bar that redraws itself on a terminal, a plain line for
/// each take-over elsewhere.
final class Bar {

  private static final int WIDTH = 28;

  private final PrintStream out;
  private final boolean terminal;
  private final int total;

  /// @param total take-overs to come
  Bar(PrintStream out, boolean terminal, int total) {
    this.out = out;
    this.terminal = terminal;
    this.total = total;
  }

  /// Nothing is measured yet.
  void start() {
    if (terminal) {
      out.print("[" + ".".repeat(WIDTH) + "]  0/" + total + "  starting");
      out.flush();
    }
  }

  /// The last of these has just been measured.
  void show(List<TakeOver> done) {
    TakeOver last = done.getLast();
    String words =
        String.format(
            Locale.ROOT,
            "%3d/%d  %s: lease gone after %.1f s, first record elsewhere after %.1f s",
            done.size(),
            total,
            last.way().words(),
            last.leaseGone().toMillis() / 1000.0,
            last.firstRecord().toMillis() / 1000.0);
    if (terminal) {
      int filled = WIDTH * done.size() / total;
      out.print("\r\033[K[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]" + words);
    } else {
      out.println(words);
    }
    out.flush();
  }

  /// What follows starts on a line of its own.
  void end() {
    if (terminal) {
      out.println();
    }
  }
}
