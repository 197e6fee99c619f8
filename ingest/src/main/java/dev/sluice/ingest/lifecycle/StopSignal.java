package dev.sluice.ingest.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Raised once, by anyone, to ask loops to end. Safe for use by many threads.
public final class StopSignal {

  private final CountDownLatch raised = new CountDownLatch(1);

  /// Asks everyone who looks at this signal to stop.
  public void raise() {
    raised.countDown();
  }

  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /// Waits until the signal is raised, at most so long; true when it was.
  public boolean await(Duration atMost) throws InterruptedException {
    return raised.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
  }
}
