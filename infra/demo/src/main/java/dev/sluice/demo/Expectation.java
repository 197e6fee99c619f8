package dev.sluice.demo;

import java.util.Map;
import java.util.Set;

/// What a recount of the file says must be in the stores once a phase has settled.
///
/// @param quakes the version and count row of each feature id that must be stored
/// @param counts per network and hour
/// @param reviews reviews that must have taken effect
/// @param alerts alerts that must have been raised
/// @param archived alerts in the archive at least, every delivery one message
/// @param letters dead letters that must lie in their queues
/// @param duplicates per feature id, how many deliveries were duplicates so far
record Expectation(
    Map<String, Feature> quakes,
    Map<CountKey, Integer> counts,
    Set<FeatureKey> reviews,
    Set<FeatureKey> alerts,
    int archived,
    Map<LetterKind, Set<FeatureKey>> letters,
    Map<String, Integer> duplicates) {

  Expectation {
    quakes = Map.copyOf(quakes);
    counts = Map.copyOf(counts);
    reviews = Set.copyOf(reviews);
    alerts = Set.copyOf(alerts);
    letters = Map.copyOf(letters);
    duplicates = Map.copyOf(duplicates);
  }

  int letterCount() {
    return letters.values().stream().mapToInt(Set::size).sum();
  }

  long duplicateCount() {
    return duplicates.values().stream().mapToLong(Integer::longValue).sum();
  }
}
