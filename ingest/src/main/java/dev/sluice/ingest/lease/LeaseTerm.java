package dev.sluice.ingest.lease;

import java.time.Duration;

/// How long a node may trust its own leases: counted from before it asked, on its monotonic clock,
/// and shorter than others wait before they declare it dead (LEASE-045, LEASE-061).
///
/// @param until on the monotonic clock
public record LeaseTerm(Duration until) {

  /// The term that a heartbeat gives whose request was sent at `askedAt`.
  static LeaseTerm from(Duration askedAt, LeaseTimes times) {
    return new LeaseTerm(askedAt.plus(times.leaseDuration()).minus(times.margin()));
  }

  public boolean hasRunOut(Duration monotonic) {
    return monotonic.compareTo(until) >= 0;
  }
}
