package dev.sluice.ingest.poller;

import dev.sluice.ingest.time.Backoff;
import java.time.Duration;

/// The times and bounds of a stream poller.
///
/// @param idle between two reads of a shard that has nothing new (KIN-001)
/// @param busy between two reads of a shard that lies behind; Kinesis allows five a second
///   (KIN-007)
/// @param readLimit records of one read at most, 1 to 10,000; bounds what is held in memory
/// @param retries between two attempts of a batch (KIN-043)
/// @param patience how long an invocation waits for room before it counts as throttled
/// @param deliveries between two attempts to deliver a failure record
/// @param deliveryLimit how long a refused failure record is tried again before its batch is
///   dropped; zero drops it at the first refusal, as Lambda does (DEST-014)
public record StreamPacing(
    Duration idle,
    Duration busy,
    int readLimit,
    Backoff retries,
    Duration patience,
    Backoff deliveries,
    Duration deliveryLimit) {

  public static final StreamPacing DEFAULT =
      new StreamPacing(
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          10_000,
          new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          Duration.ofSeconds(1),
          new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          Duration.ofMinutes(15));

  public StreamPacing {
    if (readLimit < 1 || readLimit > 10_000) {
      throw new IllegalArgumentException("expected 1 to 10000 records a read, found " + readLimit);
    }
    if (deliveryLimit.isNegative() || patience.isNegative()) {
      throw new IllegalArgumentException("a limit is not negative");
    }
  }
}
