package dev.sluice.demo.failover;

import java.io.PrintStream;
import java.util.Locale;

/// The table a person reads at the end.
final class FailoverTable {

  private FailoverTable() {}

  static void print(FailoverReport report, PrintStream out) {
    out.println();
    out.println("                                        count    median     worst   promise");
    out.println("  kill: first record on the new owner " + report.kills().row());
    out.println("  stop: first record on the new owner " + report.stops().row());
    out.println("  stop: lease given up                " + report.stopsGivenUp().row());
    out.println();
    Ledger.Balance records = report.records();
    line(out, "records put on the stream", records.fed());
    line(out, "lost", records.lost());
    line(out, "handled after a later one", records.outOfOrder());
    line(out, "handled again after a kill", records.againAfterKill());
    line(out, "the same, though settled", records.settledAgain());
    line(out, "handled again without a kill", records.againWithoutKill());
    out.println();
    report.problems().forEach(problem -> out.println("PROBLEM: " + problem));
    out.printf(
        Locale.ROOT,
        "%s in %.0f s%n",
        report.ok() ? "Every promise was kept" : "Not every promise was kept",
        report.seconds());
  }

  private static void line(PrintStream out, String what, int number) {
    out.printf(Locale.ROOT, "  %-36s  %,7d%n", what, number);
  }
}
