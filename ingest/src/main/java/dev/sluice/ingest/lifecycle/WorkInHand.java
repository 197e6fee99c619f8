package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the pieces of work somebody has begun and not ended, and waits until there are none. Safe
/// for use by many threads.
public final class WorkInHand {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Timekeeper time;

  /// Guarded by the lock.
  private int count;

  public WorkInHand(Timekeeper time) {
    this.time = time;
  }

  /// One more is begun.
  public void begin() {
    tryBegin(Integer.MAX_VALUE);
  }

  /// One more is begun, unless there are so many already; false then.
  public boolean tryBegin(int most) {
    lock.lock();
    try {
      if (count >= most) {
        return false;
      }
      count++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// One is ended. For each that was begun, once.
  public void end() {
    lock.lock();
    try {
      count--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether there are none now.
  public boolean isNone() {
    lock.lock();
    try {
      return count == 0;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there are none; false when the time was over first.
  public boolean awaitNone(Duration atMost) throws InterruptedException {
    Duration deadline = time.monotonic().plus(atMost);
    lock.lockInterruptibly();
    try {
      for (Duration left = atMost; count > 0 && left.isPositive(); ) {
        if (!time.await(lock, ended, left)) {
          break;
        }
        left = deadline.minus(time.monotonic());
      }
      return count == 0;
    } finally {
      lock.unlock();
    }
  }
}
