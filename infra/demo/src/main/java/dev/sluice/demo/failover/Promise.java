package dev.sluice.demo.failover;

import java.time.Duration;

/// What the guarantees say about fail-over of streams, with the default times of a node.
final class Promise {

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration SCAN = Duration.ofSeconds(2);
  private static final Duration REST = Duration.ofSeconds(1);

  /// From a node's death to the first record elsewhere: the lease duration, two scans, 1 s.
  static final Duration KILL = LEASE.plus(SCAN).plus(SCAN).plus(REST);

  /// From SIGTERM until a lease is given up: 2 s and the invocation in progress.
  static final Duration GIVEN_UP = Duration.ofSeconds(2).plusMillis(NoteHandler.BUSY_MILLIS);

  /// From SIGTERM to the first record elsewhere: whoever comes next sees the lease at its next
  /// scan, and has 1 s to begin.
  static final Duration STOP = GIVEN_UP.plus(SCAN).plus(REST);

  private Promise() {}
}
