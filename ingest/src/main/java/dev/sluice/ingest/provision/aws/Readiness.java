package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits until a resource that was made can be used.
final class Readiness {

  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Readiness() {}

  /// `made` once `ready` says so; failed when that takes too long.
  static Making await(Making made, BooleanSupplier ready, Timekeeper time)
      throws InterruptedException {
    var deadline = time.monotonic().plus(AT_MOST);
    while (!ready.getAsBoolean()) {
      if (time.monotonic().compareTo(deadline) > 0) {
        return new Making.Failed("it was not active after " + AT_MOST.toSeconds() + " s");
      }
      time.pause(BETWEEN_LOOKS);
    }
    return made;
  }
}
