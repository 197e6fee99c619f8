package dev.sluice.ingest.time;

import java.time.Duration;
import java.time.Instant;

/// Tells the time and waits. Everything that needs either gets one of these, so that tests and the
/// simulator can turn the clock by hand.
public interface Timekeeper {

  /// The wall clock. For ages, deadlines told to others and time stamps; never for lease terms.
  Instant now();

  /// Time since an arbitrary origin that never goes backwards. For measuring and for lease terms.
  Duration monotonic();

  /// Waits for the given time; zero or negative returns at once.
  void pause(Duration duration) throws InterruptedException;

  /// The machine's own clocks.
  static Timekeeper system() {
    return new SystemTimekeeper();
  }
}
