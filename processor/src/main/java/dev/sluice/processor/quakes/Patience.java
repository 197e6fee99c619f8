package dev.sluice.processor.quakes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to go on trying what may work in a moment: bounds that double up to a ceiling, each
/// wait drawn at random from the upper half of its bound so that many callers do not return
/// together, a limit on attempts, and never into the time a caller needs to say that it gave up.
public final class Patience {

  private final Limits limits;
  private final RandomGenerator random;
  private final Pause pause;

  /// @param attempts how often to try in all
  /// @param firstWait bound of the wait after the first attempt
  /// @param longestWait the bound no wait passes
  /// @param reserve how much of the remaining time is not spent waiting
  public record Limits(int attempts, Duration firstWait, Duration longestWait, Duration reserve) {

    public Limits {
      if (attempts < 1 || firstWait.isNegative() || firstWait.compareTo(longestWait) > 0) {
        throw new IllegalArgumentException(
            "Needs at least one attempt and a first wait up to the longest, but has %d, %s and %s."
                .formatted(attempts, firstWait, longestWait));
      }
    }
  }

  /// Lets time pass.
  public interface Pause {
    void rest(Duration wait) throws InterruptedException;
  }

  public Patience(Limits limits, RandomGenerator random, Pause pause) {
    this.limits = limits;
    this.random = random;
    this.pause = pause;
  }

  /// Waits before the next attempt, if there is to be one.
  ///
  /// @param attempt how many attempts were made
  /// @param remaining how much time is left to the caller
  /// @return whether to try again
  public boolean waitAfter(int attempt, Duration remaining) {
    if (attempt >= limits.attempts()) {
      return false;
    }
    Duration wait = drawWait(attempt);
    if (remaining.minus(wait).compareTo(limits.reserve()) < 0) {
      return false;
    }
    try {
      pause.rest(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Duration drawWait(int attempt) {
    int doublings = Math.min(attempt - 1, 20);
    long bound =
        Math.min(limits.firstWait().toMillis() << doublings, limits.longestWait().toMillis());
    return Duration.ofMillis(random.nextLong(bound / 2, bound + 1));
  }
}
