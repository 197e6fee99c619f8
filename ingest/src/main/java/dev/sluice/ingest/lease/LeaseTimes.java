package dev.sluice.ingest.lease;

import java.time.Duration;

/// The times of the lease protocol. Equal on all nodes that share a table.
///
/// @param leaseDuration how long a counter stands still before its node is declared dead
/// @param margin by how much a node trusts its own leases less long than that
/// @param heartbeat between two raises of the counter
/// @param scan between two looks at all leases
public record LeaseTimes(
    Duration leaseDuration, Duration margin, Duration heartbeat, Duration scan) {

  public static final LeaseTimes DEFAULT =
      new LeaseTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  /// The default times with another lease duration.
  ///
  /// @throws IllegalArgumentException when it is below 6 s
  public static LeaseTimes lasting(Duration leaseDuration) {
    return new LeaseTimes(leaseDuration, DEFAULT.margin, DEFAULT.heartbeat, DEFAULT.scan);
  }

  public LeaseTimes {
    if (!margin.isPositive() || !heartbeat.isPositive() || !scan.isPositive()) {
      throw new IllegalArgumentException("expected times above zero");
    }
    if (heartbeat.multipliedBy(2).compareTo(leaseDuration.minus(margin)) > 0) {
      throw new IllegalArgumentException(
          "expected a lease duration of at least the margin and two heartbeats ("
              + margin.plus(heartbeat.multipliedBy(2)).toSeconds()
              + " s), found "
              + leaseDuration.toSeconds()
              + " s");
    }
  }
}
