package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether the consumer is stopping, and how long what is in hand may still take. Safe for use by
/// many threads.
final class Drain {

  private final Timekeeper time;

  /// On the monotonic clock; null until the drain begins. Written once.
  private volatile @Nullable Duration deadline;

  Drain(Timekeeper time) {
    this.time = time;
  }

  void begin(Duration atMost) {
    deadline = time.monotonic().plus(atMost);
  }

  boolean hasBegun() {
    return deadline != null;
  }

  /// Whether the time for settling is over.
  boolean isOver() {
    Duration end = deadline;
    return end != null && time.monotonic().compareTo(end) >= 0;
  }

  /// What is left for settling; zero when it is over or has not begun.
  Duration left() {
    Duration end = deadline;
    if (end == null) {
      return Duration.ZERO;
    }
    Duration left = end.minus(time.monotonic());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
