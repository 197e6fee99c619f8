package dev.sluice.ingest.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// Tells the time and waits. Everything that needs either gets one of these, so that tests and the
/// simulator can turn the clock by hand.
public interface Timekeeper {

  /// The wall clock. For ages, deadlines told to others and time stamps; never for lease terms.
  Instant now();

  /// Time since an arbitrary origin that never goes backwards. For measuring and for lease terms.
  Duration monotonic();

  /// Waits for the given time; zero or negative returns at once.
  void pause(Duration duration) throws InterruptedException;

  /// Waits until the condition is signalled, or so long. The caller holds the lock, and holds it
  /// again when this returns; as with all conditions, it may return early for no reason. Every wait
  /// that ends by the clock is one of these or a [#pause], so that whoever turns the clock ends it.
  ///
  /// @return false when the time was over
  boolean await(Lock lock, Condition condition, Duration atMost) throws InterruptedException;

  /// Starts a daemon thread that keeps time however busy the functions are: for heartbeats and
  /// deadlines. On the machine's own clocks that is a platform thread.
  Thread startPunctual(String name, Runnable work);

  /// The machine's own clocks.
  static Timekeeper system() {
    return new SystemTimekeeper();
  }
}
