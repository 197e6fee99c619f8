package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Raised once, by anyone, to ask loops to end. Safe for use by many threads.
public final class StopSignal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Written under the lock, read by anyone.
  private volatile boolean raised;

  /// Asks everyone who looks at this signal to stop.
  public void raise() {
    lock.lock();
    try {
      raised = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isRaised() {
    return raised;
  }

  /// Waits until the signal is raised, at most so long on the given clock; true when it was.
  public boolean await(Duration atMost, Timekeeper time) throws InterruptedException {
    Duration deadline = time.monotonic().plus(atMost);
    lock.lockInterruptibly();
    try {
      for (Duration left = atMost; !raised && left.isPositive(); ) {
        if (!time.await(lock, changed, left)) {
          break;
        }
        left = deadline.minus(time.monotonic());
      }
      return raised;
    } finally {
      lock.unlock();
    }
  }
}
