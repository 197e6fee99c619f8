package dev.sluice.ingest.simulation;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// The clocks of one machine: a monotonic one that drifts, a wall clock that is off, drifts and may
/// be turned. Waits take as long as the monotonic clock says.
final class MachineClock implements Timekeeper {

  private final World world;
  private final Machine machine;

  /// Nanoseconds of the machine in one true second.
  private final double rate;

  /// What the monotonic clock shows when the world begins.
  private final Duration origin;

  /// How far the wall clock is ahead of the true one, drift apart.
  private Duration wallClockAhead;

  MachineClock(World world, Machine machine, ClockError error) {
    this.world = world;
    this.machine = machine;
    this.rate = 1 + error.drift();
    this.origin = Duration.ofSeconds(1 + world.random().nextInt(1_000_000));
    this.wallClockAhead = error.wallClockAhead();
  }

  /// Turns the wall clock, as an administrator or a time service may.
  void turnWallClock(Duration by) {
    wallClockAhead = wallClockAhead.plus(by);
  }

  @Override
  public Instant now() {
    return world.start().plusNanos(sinceStart()).plus(wallClockAhead);
  }

  @Override
  public Duration monotonic() {
    return origin.plusNanos(sinceStart());
  }

  private long sinceStart() {
    return (long) (world.nanos() * rate);
  }

  /// How long a wait on this machine truly takes. Never too short: whoever waited for a moment must
  /// find that it has come.
  Duration truly(Duration local) {
    return Duration.ofNanos((long) Math.ceil(local.toNanos() / rate) + 2);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    machine.mustRunHere();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!duration.isPositive()) {
      return;
    }
    var gate = new Gate();
    Event alarm = world.at(truly(duration), gate::open);
    try {
      gate.passUnlessInterrupted();
    } finally {
      alarm.cancel();
    }
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller has the loop
  public boolean await(Lock lock, Condition condition, Duration atMost)
      throws InterruptedException {
    machine.mustRunHere();
    if (!atMost.isPositive()) {
      return false;
    }
    Duration end = monotonic().plus(atMost);
    var alarm = new Alarm(lock, condition);
    Event due = world.at(truly(atMost), alarm::ring);
    try {
      condition.await();
      return monotonic().compareTo(end) < 0;
    } finally {
      alarm.over = true;
      due.cancel();
    }
  }

  /// Nothing is starved here, so it is a thread as any other.
  @Override
  public Thread startPunctual(String name, Runnable work) {
    return machine.run(name, work);
  }

  /// Ends a timed wait, from a thread of the machine where the lock is not free at once.
  private final class Alarm {

    private final Lock lock;
    private final Condition condition;
    private boolean over;

    Alarm(Lock lock, Condition condition) {
      this.lock = lock;
      this.condition = condition;
    }

    private void ring() {
      if (machine.hasCrashed()) {
        return;
      }
      if (lock.tryLock()) {
        signal();
      } else {
        machine.run(
            "alarm",
            () -> {
              lock.lock();
              signal();
            });
      }
    }

    private void signal() {
      try {
        if (!over) {
          condition.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
