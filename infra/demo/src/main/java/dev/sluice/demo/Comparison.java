package dev.sluice.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what is stored with what the recount says, row by row.
///
/// @param lost rows and effects that should be there and are not
/// @param doubled what was counted twice, and rows nobody expected
/// @param repeatedEffects times a review or alert took effect again on its own row; only a kill
///   between the effect and its mark may cause one (the two are two writes there)
/// @param problems the same in words, a line a table
record Comparison(long lost, long doubled, long repeatedEffects, List<String> problems) {

  Comparison {
    problems = List.copyOf(problems);
  }

  static Comparison of(Expectation expected, Stored stored) {
    List<String> problems = new ArrayList<>();
    long lost = 0;
    long doubled = 0;

    long missing =
        expected.quakes().values().stream().filter(quake -> !holds(stored, quake)).count();
    long strange =
        stored.quakes().keySet().stream().filter(id -> !expected.quakes().containsKey(id)).count();
    lost += missing;
    doubled += strange;
    note(problems, "quakes missing or in another version", missing);
    note(problems, "quakes that are not in the file", strange);

    Set<CountKey> rows = new HashSet<>(expected.counts().keySet());
    rows.addAll(stored.counts().keySet());
    long shortBy = 0;
    long overBy = 0;
    for (CountKey row : rows) {
      int difference =
          stored.counts().getOrDefault(row, 0) - expected.counts().getOrDefault(row, 0);
      shortBy += Math.max(0, -difference);
      overBy += Math.max(0, difference);
    }
    lost += shortBy;
    doubled += overBy;
    note(problems, "missing in the hourly counts", shortBy);
    note(problems, "too many in the hourly counts", overBy);

    long repeated = 0;
    for (var effects :
        List.of(
            new Effects("reviews", expected.reviews(), stored.reviews()),
            new Effects("alerts", expected.alerts(), stored.alerts()))) {
      lost += effects.missing();
      doubled += effects.strange();
      repeated += effects.repeated();
      note(problems, effects.name() + " missing", effects.missing());
      note(problems, effects.name() + " that are not in the file", effects.strange());
    }
    return new Comparison(lost, doubled, repeated, problems);
  }

  private record Effects(String name, Set<FeatureKey> expected, Map<FeatureKey, Integer> found) {

    long missing() {
      return expected.stream().filter(key -> !found.containsKey(key)).count();
    }

    long strange() {
      return found.keySet().stream().filter(key -> !expected.contains(key)).count();
    }

    long repeated() {
      return found.values().stream().mapToLong(effects -> Math.max(0, effects - 1)).sum();
    }
  }

  private static boolean holds(Stored stored, Feature quake) {
    Stored.StoredQuake row = stored.quakes().get(quake.key().id());
    return row != null && row.updated() == quake.key().updated();
  }

  private static void note(List<String> problems, String what, long count) {
    if (count > 0) {
      problems.add(count + " " + what);
    }
  }
}
