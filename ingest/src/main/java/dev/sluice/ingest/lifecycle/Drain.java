package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether somebody who takes records is stopping, and what there is still time for: to start
/// something until a little before the limit, to give back what was not started until the limit.
/// Safe for use by many threads.
public final class Drain {

  /// What giving back may take; less when the whole time is short.
  private static final Duration RESERVE = Duration.ofSeconds(2);

  /// Both on the monotonic clock.
  private record Limits(Duration starting, Duration settling) {}

  private final Timekeeper time;

  /// Null until the drain begins. Written once.
  private volatile @Nullable Limits limits;

  public Drain(Timekeeper time) {
    this.time = time;
  }

  /// @param atMost how long settling may take
  public void begin(Duration atMost) {
    Duration quarter = atMost.dividedBy(4);
    Duration reserve = quarter.compareTo(RESERVE) < 0 ? quarter : RESERVE;
    Duration limit = time.monotonic().plus(atMost);
    limits = new Limits(limit.minus(reserve), limit);
  }

  public boolean hasBegun() {
    return limits != null;
  }

  /// Whether nothing may be started or tried again any more; what is left of the time is for giving
  /// back.
  public boolean isOver() {
    Limits set = limits;
    return set != null && time.monotonic().compareTo(set.starting()) >= 0;
  }

  /// How long something may still be started; zero when the drain is over or has not begun.
  public Duration leftToStart() {
    Limits set = limits;
    return set == null ? Duration.ZERO : until(set.starting());
  }

  /// How long something may still be settled; zero when there is no time left or the drain has not
  /// begun.
  public Duration leftToSettle() {
    Limits set = limits;
    return set == null ? Duration.ZERO : until(set.settling());
  }

  private Duration until(Duration moment) {
    Duration left = moment.minus(time.monotonic());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
