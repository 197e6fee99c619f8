package dev.sluice.demo;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Plays the phases over the features of a file in memory and says what must come of each. Versions
/// of the same feature are applied in the order of the file, as its partition key promises.
final class Recount {

  private final List<Feature> features;
  private final Map<String, Feature> quakes = new HashMap<>();
  private final Map<String, Integer> duplicates = new HashMap<>();
  private final Set<FeatureKey> reviews = new HashSet<>();
  private final Set<FeatureKey> alerts = new HashSet<>();
  private int archived;
  private final Map<LetterKind, Set<FeatureKey>> letters = new EnumMap<>(LetterKind.class);

  Recount(List<Feature> features) {
    this.features = List.copyOf(features);
    for (LetterKind kind : LetterKind.values()) {
      letters.put(kind, new LinkedHashSet<>());
    }
  }

  /// What must be true after this phase; phases are asked for in their order.
  Expectation after(Phase phase) {
    switch (phase) {
      case PUT -> features.forEach(feature -> deliver(feature, false));
      case REPLAY -> replay();
      case PUT_AGAIN -> features.forEach(feature -> deliver(feature, true));
    }
    Map<CountKey, Integer> counts = new HashMap<>();
    quakes.values().forEach(quake -> counts.merge(quake.countKey(), 1, Integer::sum));
    Map<LetterKind, Set<FeatureKey>> lying = new EnumMap<>(LetterKind.class);
    letters.forEach((kind, keys) -> lying.put(kind, Set.copyOf(keys)));
    return new Expectation(quakes, counts, reviews, alerts, archived, lying, duplicates);
  }

  private void deliver(Feature feature, boolean fixed) {
    if (feature.lacksRms() && !fixed) {
      lettersOf(LetterKind.STREAM).add(feature.key());
    } else {
      record(feature);
    }
    if (!feature.isEarthquake()) {
      boolean refused = feature.lacksRms() && !fixed;
      (refused ? lettersOf(LetterKind.QUEUE) : reviews).add(feature.key());
    }
    if (feature.isStrong()) {
      archived++;
      boolean refused = feature.tsunami() && !fixed;
      (refused ? lettersOf(LetterKind.ASYNC) : alerts).add(feature.key());
    }
  }

  private void record(Feature feature) {
    Feature stored = quakes.get(feature.key().id());
    if (stored == null || stored.key().updated() < feature.key().updated()) {
      quakes.put(feature.key().id(), feature);
    } else {
      duplicates.merge(feature.key().id(), 1, Integer::sum);
    }
  }

  private void replay() {
    features.stream()
        .filter(Feature::lacksRms)
        .forEach(this::record); // each has a letter of its own
    reviews.addAll(lettersOf(LetterKind.QUEUE));
    alerts.addAll(lettersOf(LetterKind.ASYNC));
    letters.values().forEach(Set::clear);
  }

  private Set<FeatureKey> lettersOf(LetterKind kind) {
    return letters.computeIfAbsent(kind, _ -> new LinkedHashSet<>());
  }
}
