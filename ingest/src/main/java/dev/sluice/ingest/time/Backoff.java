package dev.sluice.ingest.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// A wait that doubles from `first` up to `ceiling`.
///
/// @param first the wait after the first failure; positive
/// @param ceiling the longest wait; at least `first`
public record Backoff(Duration first, Duration ceiling) {

  public Backoff {
    if (!first.isPositive() || ceiling.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "expected 0 < first <= ceiling, found " + first + ", " + ceiling);
    }
  }

  /// The wait after the given number of failures in a row (1 is the first), without jitter.
  public Duration after(int failures) {
    int doublings = Math.min(Math.max(failures - 1, 0), 30);
    Duration wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(ceiling) > 0 ? ceiling : wait;
  }

  /// As [#after(int)], shortened at random by up to a half, so that many waiters do not return at
  /// once.
  public Duration after(int failures, RandomGenerator random) {
    long nanos = after(failures).toNanos();
    return Duration.ofNanos(nanos - (long) (random.nextDouble() * nanos / 2));
  }
}
