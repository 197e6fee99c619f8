package dev.sluice.ingest.batch;

import java.time.Duration;

/// When a batch is full (SQS-011, KIN-020).
///
/// @param count records at most, 1 to 10,000
/// @param bytes of the event's JSON at most
/// @param window how long to gather, 0 to 300 s; zero sends whatever one read brought
public record BatchLimits(int count, ByteSize bytes, Duration window) {

  public BatchLimits {
    if (count < 1 || count > 10_000) {
      throw new IllegalArgumentException("expected 1 to 10000 records, found " + count);
    }
    if (window.isNegative() || window.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("expected a window of 0 to 300 s, found " + window);
    }
  }

  /// These limits with fewer records.
  ///
  /// @param fewer 1 to 10,000; no more than these allow
  public BatchLimits atMost(int fewer) {
    return new BatchLimits(Math.min(count, fewer), bytes, window);
  }

  /// Limits on the count alone, with Lambda's payload limit and no window.
  public static BatchLimits ofCount(int count) {
    return new BatchLimits(count, ByteSize.SYNCHRONOUS_PAYLOAD, Duration.ZERO);
  }
}
