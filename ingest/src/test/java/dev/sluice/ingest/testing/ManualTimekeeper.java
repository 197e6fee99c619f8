package dev.sluice.ingest.testing;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// A clock that moves only when told to. A pause moves it by the time paused; a wait for a
/// condition takes real time and does not move it. Safe for use by many threads.
public final class ManualTimekeeper implements Timekeeper {

  /// Guarded by this.
  private Instant now;

  /// Guarded by this.
  private Duration monotonic = Duration.ofSeconds(1_000);

  public ManualTimekeeper(Instant now) {
    this.now = now;
  }

  /// A clock that stands at an arbitrary moment.
  public static ManualTimekeeper atNoon() {
    return new ManualTimekeeper(Instant.parse("2026-03-01T12:00:00Z"));
  }

  /// Lets time pass, on the wall clock and the monotonic one.
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
    monotonic = monotonic.plus(duration);
  }

  /// Turns the wall clock alone, as an administrator may.
  public synchronized void turnWallClockTo(Instant moment) {
    now = moment;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized Duration monotonic() {
    return monotonic;
  }

  @Override
  public void pause(Duration duration) {
    if (duration.isPositive()) {
      advance(duration);
    }
  }

  @Override
  public boolean await(Lock lock, Condition condition, Duration atMost)
      throws InterruptedException {
    return Timekeeper.system().await(lock, condition, atMost);
  }

  @Override
  public Thread startPunctual(String name, Runnable work) {
    return Timekeeper.system().startPunctual(name, work);
  }
}
