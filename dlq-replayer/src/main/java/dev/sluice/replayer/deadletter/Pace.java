package dev.sluice.replayer.deadletter;

import java.time.Duration;

/// Measures time and waits. Handed in, so that tests turn the clock by hand.
public interface Pace {

  /// Time since an arbitrary origin; never goes backwards.
  Duration monotonic();

  /// Waits; zero or negative returns at once.
  void pause(Duration duration) throws InterruptedException;
}
