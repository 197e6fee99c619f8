package dev.sluice.ingest.time;

import java.time.Duration;
import java.time.Instant;

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
}
