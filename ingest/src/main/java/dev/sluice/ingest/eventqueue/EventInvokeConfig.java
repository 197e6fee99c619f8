package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.Destination;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How asynchronous events of a function are retried and where they end (ASYNC-010, ASYNC-014).
///
/// @param maximumRetryAttempts 0 to 2, default 2
/// @param maximumEventAge 60 s to 6 hours, default 6 hours
/// @param onFailure where the record of a discarded event goes; null drops and counts it
public record EventInvokeConfig(
    int maximumRetryAttempts, Duration maximumEventAge, @Nullable Destination onFailure) {

  /// What holds when nothing was said.
  public static final EventInvokeConfig DEFAULT =
      new EventInvokeConfig(2, Duration.ofHours(6), null);

  public EventInvokeConfig {
    if (maximumRetryAttempts < 0 || maximumRetryAttempts > 2) {
      throw new IllegalArgumentException("expected 0 to 2 retries, found " + maximumRetryAttempts);
    }
    if (maximumEventAge.toSeconds() < 60 || maximumEventAge.toSeconds() > 21_600) {
      throw new IllegalArgumentException(
          "expected an age of 60 to 21600 s, found " + maximumEventAge.toSeconds());
    }
  }
}
