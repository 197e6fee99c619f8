package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.time.Backoff;
import java.time.Duration;

/// How long events wait between tries (ASYNC-011, ASYNC-013, ASYNC-023).
///
/// @param afterFirstError before the second attempt, at most 900 s as queues delay no longer
/// @param afterSecondError before the third attempt, at most 900 s
/// @param afterThrottle while there is no room or the call does not reach the function
public record EventWaits(
    Duration afterFirstError, Duration afterSecondError, Backoff afterThrottle) {

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  /// Lambda's own.
  public static final EventWaits DEFAULT =
      new EventWaits(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)));

  public EventWaits {
    check(afterFirstError);
    check(afterSecondError);
    check(afterThrottle.ceiling());
  }

  private static void check(Duration wait) {
    if (wait.isNegative() || wait.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("expected a wait of 0 to 900 s, found " + wait);
    }
  }

  /// @param attempts that failed, 1 or more
  Duration afterError(int attempts) {
    return attempts <= 1 ? afterFirstError : afterSecondError;
  }
}
