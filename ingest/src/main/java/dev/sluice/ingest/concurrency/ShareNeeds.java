package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The limits whose shares are to be looked at since there is something new to do, and the wait for
/// there to be any. Safe for use by many threads.
final class ShareNeeds {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private final Timekeeper time;

  // Guarded by the lock.
  private final Set<ShareKey> needs = new LinkedHashSet<>();
  private boolean ended;

  ShareNeeds(Timekeeper time) {
    this.time = time;
  }

  void raise(ShareKey key) {
    lock.lock();
    try {
      if (needs.add(key)) {
        raised.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is a need, at most so long, and takes all there are.
  List<ShareKey> await(Duration atMost) throws InterruptedException {
    Duration deadline = time.monotonic().plus(atMost);
    lock.lockInterruptibly();
    try {
      for (Duration left = atMost; needs.isEmpty() && !ended && left.isPositive(); ) {
        if (!time.await(lock, raised, left)) {
          break;
        }
        left = deadline.minus(time.monotonic());
      }
      List<ShareKey> now = List.copyOf(needs);
      needs.clear();
      return now;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the wait, now and from now on.
  void end() {
    lock.lock();
    try {
      ended = true;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
