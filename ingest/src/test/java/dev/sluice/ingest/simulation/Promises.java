package dev.sluice.ingest.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// How often each promise was put to the test. The first one that is broken ends the world.
final class Promises {

  private final World world;
  private final Map<Promise, Long> checks = new EnumMap<>(Promise.class);

  Promises(World world) {
    this.world = world;
  }

  /// Checks a promise where it could have been broken.
  ///
  /// @param broken says who did what; asked for only when it is
  void check(Promise promise, boolean kept, Supplier<String> broken) {
    checks.merge(promise, 1L, Long::sum);
    if (!kept) {
      world.violate("promise " + promise.number() + " (" + promise + "): " + broken.get(), null);
    }
  }

  /// Judges what happened. A judge that fails ends the world as well: thrown on, its exception
  /// would look like a service that refuses.
  void judge(Runnable judging) {
    try {
      judging.run();
    } catch (RuntimeException fault) {
      world.violate("a judge failed", fault);
    }
  }

  /// How often each was checked, those that never were with 0.
  Map<String, Long> counts() {
    var byName = new TreeMap<String, Long>();
    for (Promise promise : Promise.values()) {
      byName.put(promise.name(), checks.getOrDefault(promise, 0L));
    }
    return byName;
  }
}
