package dev.sluice.demo.failover;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The outcome; its JSON form is part of the command's interface.
///
/// @param ok whether every promise was kept
/// @param kills from SIGKILL to the first record on the new owner
/// @param stops from SIGTERM to the first record on the new owner
/// @param stopsGivenUp from SIGTERM until the lease was given up
/// @param records what was put on the stream and what became of it
/// @param problems what was not as promised, in words
/// @param seconds the whole run
@JsonPropertyOrder({
  "ok",
  "nodes",
  "shards",
  "seed",
  "kills",
  "stops",
  "stopsGivenUp",
  "records",
  "problems",
  "seconds"
})
record FailoverReport(
    boolean ok,
    int nodes,
    int shards,
    long seed,
    Times kills,
    Times stops,
    Times stopsGivenUp,
    Ledger.Balance records,
    List<String> problems,
    double seconds) {

  FailoverReport {
    problems = List.copyOf(problems);
  }

  /// Judges.
  ///
  /// @param faults that ended the run early, in words
  static FailoverReport of(
      FailoverSettings settings,
      List<TakeOver> takeOvers,
      Ledger.Balance records,
      List<String> faults,
      Duration took) {
    Times kills = times(takeOvers, Way.KILL, TakeOver::firstRecord, Promise.KILL);
    Times stops = times(takeOvers, Way.STOP, TakeOver::firstRecord, Promise.STOP);
    Times givenUp = times(takeOvers, Way.STOP, TakeOver::leaseGone, Promise.GIVEN_UP);
    List<String> problems = new ArrayList<>(faults);
    late(problems, "a kill until the first record on the new owner", kills);
    late(problems, "a stop until the first record on the new owner", stops);
    late(problems, "a stop until the lease was given up", givenUp);
    if (faults.isEmpty()) { // otherwise nobody waited for the last of them
      never(problems, records.lost(), "lost");
    }
    never(problems, records.settledAgain(), "handled again although settled before the kill");
    never(problems, records.againWithoutKill(), "handled again without a kill");
    never(problems, records.outOfOrder(), "handled after a later one of their shard");
    return new FailoverReport(
        problems.isEmpty(),
        settings.nodes(),
        settings.shards(),
        settings.seed(),
        kills,
        stops,
        givenUp,
        records,
        problems,
        took.toMillis() / 1000.0);
  }

  private static Times times(
      List<TakeOver> takeOvers, Way way, Function<TakeOver, Duration> which, Duration promise) {
    return Times.of(
        takeOvers.stream().filter(one -> one.way() == way).map(which).toList(), promise);
  }

  private static void late(List<String> problems, String what, Times times) {
    if (!times.isKept()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "From %s it took up to %.1f s; promised are %.1f s",
              what,
              times.worstSeconds(),
              times.promiseSeconds()));
    }
  }

  private static void never(List<String> problems, int records, String what) {
    if (records > 0) {
      problems.add(records + " records were " + what);
    }
  }
}
