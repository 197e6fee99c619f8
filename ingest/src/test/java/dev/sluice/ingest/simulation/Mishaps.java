package dev.sluice.ingest.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Whether things go wrong outside the nodes, how often, and how often each did.
final class Mishaps {

  private final World world;
  private final Map<Mishap, Double> rates = new EnumMap<>(Mishap.class);
  private final Map<Mishap, Long> counts = new EnumMap<>(Mishap.class);
  private boolean ended;

  Mishaps(World world) {
    this.world = world;
  }

  /// Makes one more or less likely than usual.
  void rate(Mishap mishap, double probability) {
    rates.put(mishap, probability);
  }

  /// From now on nothing goes wrong any more.
  void end() {
    ended = true;
  }

  boolean haveEnded() {
    return ended;
  }

  /// Throws the dice for one mishap; counts it when it happens.
  boolean happens(Mishap mishap) {
    double probability = rates.getOrDefault(mishap, mishap.usualRate());
    if (ended || probability == 0 || world.random().nextDouble() >= probability) {
      return false;
    }
    counts.merge(mishap, 1L, Long::sum);
    return true;
  }

  /// How often each happened, those that never did with 0.
  Map<String, Long> counts() {
    var byName = new TreeMap<String, Long>();
    for (Mishap mishap : Mishap.values()) {
      byName.put(mishap.name(), counts.getOrDefault(mishap, 0L));
    }
    return byName;
  }
}
