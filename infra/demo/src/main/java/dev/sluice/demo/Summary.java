package dev.sluice.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/// The table a person reads at the end.
final class Summary {

  private Summary() {}

  static void print(Report report, PrintStream out) {
    out.println();
    line(out, "features in the file", report.features());
    line(out, "quakes stored", report.stored());
    line(out, "counted per network and hour", report.counted());
    line(out, "reviews", report.reviews());
    line(out, "alerts raised", report.alerts());
    for (Map.Entry<String, Integer> kind : report.deadLettered().entrySet()) {
      line(out, "dead letters (" + kind.getKey() + ")", kind.getValue());
    }
    line(out, "dead letters replayed", report.replayed());
    line(out, "dead letters left", report.deadLettersLeft());
    line(out, "duplicates suppressed", report.duplicatesSuppressed());
    line(out, "lost", report.lost());
    line(out, "doubled", report.doubled());
    out.println();
    report.problems().forEach(problem -> out.println("PROBLEM: " + problem));
    out.printf(
        Locale.ROOT,
        "%s in %.0f s%n",
        report.ok() ? "Everything adds up" : "Something does not add up",
        report.seconds());
  }

  private static void line(PrintStream out, String what, long number) {
    out.printf(Locale.ROOT, "  %-32s %,8d%n", what, number);
  }
}
