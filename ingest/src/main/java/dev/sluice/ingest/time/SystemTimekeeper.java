package dev.sluice.ingest.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// The machine's clocks.
final class SystemTimekeeper implements Timekeeper {

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Duration monotonic() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    if (duration.isPositive()) {
      Thread.sleep(duration);
    }
  }

  /// The loop is the caller's, who knows what it waits for.
  @Override
  @SuppressWarnings("WaitNotInLoop")
  public boolean await(Lock lock, Condition condition, Duration atMost)
      throws InterruptedException {
    return condition.awaitNanos(Math.max(0, atMost.toNanos())) > 0;
  }

  @Override
  public Thread startPunctual(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon().start(work);
  }
}
