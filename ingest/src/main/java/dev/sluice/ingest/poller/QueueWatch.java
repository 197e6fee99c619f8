package dev.sluice.ingest.poller;

import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import dev.sluice.ingest.time.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a poller knows of its queue from asking it: its visibility timeout, re-read every minute,
/// and whether it answers. A change of the latter is logged once. Owned by the polling thread.
final class QueueWatch {

  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);

  private static final Duration RE_READ = Duration.ofMinutes(1);
  private static final Backoff AFTER_A_FAILURE =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  private final QueueMapping mapping;
  private final QueueSource source;
  private final Surroundings surroundings;
  private @Nullable Duration visibility;
  private Duration readAt = Duration.ZERO;
  private boolean missing;
  private int failures;

  QueueWatch(PolledQueue queue, Surroundings surroundings) {
    this.mapping = queue.mapping();
    this.source = queue.source();
    this.surroundings = surroundings;
  }

  /// The queue's visibility timeout; null when it has never been learnt. A queue that cannot be
  /// asked just now keeps the one it had.
  @Nullable Duration visibility() throws InterruptedException {
    Duration now = surroundings.time().monotonic();
    if (visibility != null && now.minus(readAt).compareTo(RE_READ) < 0) {
      return visibility;
    }
    switch (source.settings()) {
      case SettingsRead.Settings(var settings) -> {
        visibility = settings.visibilityTimeout();
        readAt = now;
        answers();
      }
      case SettingsRead.QueueMissing() -> troubled(true, "there is no such queue");
      case SettingsRead.Unavailable(String why) -> troubled(false, why);
    }
    return visibility;
  }

  /// Notes whether the queue answered.
  void heard(Received received) {
    switch (received) {
      case Received.Messages _ -> answers();
      case Received.QueueMissing() -> troubled(true, "there is no such queue");
      case Received.Unavailable(String why) -> troubled(false, why);
    }
  }

  /// How long to leave the queue alone after the failures in a row so far.
  Duration restAfterFailure() {
    return AFTER_A_FAILURE.after(failures, surroundings.random());
  }

  private void answers() {
    if (failures > 0) {
      LOG.atInfo().addKeyValue("mapping", mapping.logicalId()).log("The queue answers again");
    }
    failures = 0;
  }

  /// Told once per change: a refusal's text differs each time.
  private void troubled(boolean queueMissing, String why) {
    failures++;
    if (failures == 1 || queueMissing != missing) {
      LOG.atWarn()
          .addKeyValue("mapping", mapping.logicalId())
          .addKeyValue("queue", mapping.eventSource())
          .addKeyValue("why", why)
          .log("The queue cannot be polled; polling goes on with growing pauses");
    }
    missing = queueMissing;
  }
}
