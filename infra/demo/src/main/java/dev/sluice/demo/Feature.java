package dev.sluice.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What the recount needs of one feature of the file.
///
/// @param key its id and version
/// @param network two letters or so, such as `ci`
/// @param time when the quake was, epoch milliseconds
/// @param isEarthquake false for explosions and quarry blasts, which are reviewed
/// @param isStrong magnitude 5 or more, which raises an alert
/// @param lacksRms the defect that the functions refuse at first
/// @param tsunami whether the tsunami flag is set, which alerts refuse at first
record Feature(
    FeatureKey key,
    String network,
    long time,
    boolean isEarthquake,
    boolean isStrong,
    boolean lacksRms,
    boolean tsunami) {

  /// The row of the hourly counts this feature belongs to.
  CountKey countKey() {
    return new CountKey(
        network, Instant.ofEpochMilli(time).truncatedTo(ChronoUnit.HOURS).toString());
  }
}
