package dev.sluice.demo;

import java.util.Map;

/// What the tables hold at one moment.
///
/// @param quakes by feature id
/// @param counts per network and hour
/// @param reviews how often each review took effect
/// @param alerts how often each alert was raised
record Stored(
    Map<String, StoredQuake> quakes,
    Map<CountKey, Integer> counts,
    Map<FeatureKey, Integer> reviews,
    Map<FeatureKey, Integer> alerts) {

  /// A row of the quakes table.
  ///
  /// @param updated its version
  /// @param duplicates how many deliveries of it were found to be duplicates
  record StoredQuake(long updated, int duplicates) {}

  int counted() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  long duplicates() {
    return quakes.values().stream().mapToLong(StoredQuake::duplicates).sum();
  }
}
