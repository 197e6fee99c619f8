package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.Pace;
import java.time.Duration;

/// The machine's own clock.
final class SystemPace implements Pace {

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
