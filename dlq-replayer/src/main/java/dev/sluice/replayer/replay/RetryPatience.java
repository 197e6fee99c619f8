package dev.sluice.replayer.replay;

import java.time.Duration;

/// How long and how often a letter is tried again that fails in passing.
///
/// @param first wait after the first try; doubles from there
/// @param ceiling of one wait
/// @param atMost time from the first try after which none is begun
public record RetryPatience(Duration first, Duration ceiling, Duration atMost) {

  /// Long enough for a node to be replaced or a throttle to pass.
  public static final RetryPatience DEFAULT =
      new RetryPatience(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofMinutes(2));

  public RetryPatience {
    if (!first.isPositive() || ceiling.compareTo(first) < 0 || atMost.isNegative()) {
      throw new IllegalArgumentException("expected 0 < first <= ceiling and 0 <= atMost");
    }
  }

  /// The wait after so many failed tries, 1 or more.
  Duration after(int tries) {
    Duration wait = first.multipliedBy(1L << Math.clamp(tries - 1, 0, 30));
    return wait.compareTo(ceiling) > 0 ? ceiling : wait;
  }
}
