package dev.sluice.ingest.poller;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether a poller is stopping, and what there is still time for: to start something until a
/// little before the limit, to give back what was not started until the limit. Safe for use by many
/// threads.
final class Drain {

  /// What giving back may take; less when the whole limit is short.
  private static final Duration RESERVE = Duration.ofSeconds(2);

  /// Both on the monotonic clock.
  private record Limits(Duration starting, Duration settling) {}

  private final Timekeeper time;

  /// Null until the drain begins. Written once.
  private volatile @Nullable Limits limits;

  Drain(Timekeeper time) {
    this.time = time;
  }

  /// @param atMost how long settling may take
  void begin(Duration atMost) {
    Duration quarter = atMost.dividedBy(4);
    Duration reserve = quarter.compareTo(RESERVE) < 0 ? quarter : RESERVE;
    Duration limit = time.monotonic().plus(atMost);
    limits = new Limits(limit.minus(reserve), limit);
  }

  /// Whether nothing may be started any more.
  boolean isOver() {
    Limits set = limits;
    return set != null && time.monotonic().compareTo(set.starting()) >= 0;
  }

  /// How long something may still be started; zero or less when the drain is over or has not begun.
  Duration leftToStart() {
    Limits set = limits;
    return set == null ? Duration.ZERO : set.starting().minus(time.monotonic());
  }

  /// How long something may still be settled; zero or less when there is no time left or the drain
  /// has not begun.
  Duration leftToSettle() {
    Limits set = limits;
    return set == null ? Duration.ZERO : set.settling().minus(time.monotonic());
  }
}
