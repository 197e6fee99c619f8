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

  private static final String MISSING = "there is no such queue";

  private final QueueMapping mapping;
  private final QueueSource source;
  private final Surroundings surroundings;
  private final Trouble settingsTrouble;
  private final Trouble receiveTrouble;
  private @Nullable Duration visibility;
  private Duration askedAt = Duration.ZERO;

  QueueWatch(PolledQueue queue, Surroundings surroundings) {
    this.mapping = queue.mapping();
    this.source = queue.source();
    this.surroundings = surroundings;
    this.settingsTrouble =
        new Trouble(
            "The queue's settings cannot be read; the last ones known are used, if any",
            "The queue's settings can be read again");
    this.receiveTrouble =
        new Trouble(
            "The queue cannot be polled; polling goes on with growing pauses",
            "The queue answers again");
  }

  /// The queue's visibility timeout; null when it has never been learnt. A queue that cannot be
  /// asked just now keeps the one it had, and is asked again a minute later.
  @Nullable Duration visibility() throws InterruptedException {
    Duration now = surroundings.time().monotonic();
    if (visibility != null && now.minus(askedAt).compareTo(RE_READ) < 0) {
      return visibility;
    }
    askedAt = now;
    switch (source.settings()) {
      case SettingsRead.Settings(var settings) -> {
        visibility = settings.visibilityTimeout();
        settingsTrouble.isOver();
      }
      case SettingsRead.QueueMissing() -> settingsTrouble.goesOn(true, MISSING);
      case SettingsRead.Unavailable(String why) -> settingsTrouble.goesOn(false, why);
    }
    return visibility;
  }

  /// Notes whether the queue answered.
  void heard(Received received) {
    switch (received) {
      case Received.Messages _ -> receiveTrouble.isOver();
      case Received.QueueMissing() -> receiveTrouble.goesOn(true, MISSING);
      case Received.Unavailable(String why) -> receiveTrouble.goesOn(false, why);
    }
  }

  /// How long to leave the queue alone before it is asked for its settings again.
  Duration restBeforeSettings() {
    return settingsTrouble.rest();
  }

  /// How long to leave the queue alone before the next receive, after one that failed.
  Duration restBeforeReceive() {
    return receiveTrouble.rest();
  }

  /// The failures in a row of one kind of call.
  private final class Trouble {

    private final String begun;
    private final String ended;
    private boolean missing;
    private int failures;

    /// @param begun the sentence to log when it begins
    /// @param ended the sentence to log when it ends
    Trouble(String begun, String ended) {
      this.begun = begun;
      this.ended = ended;
    }

    Duration rest() {
      return AFTER_A_FAILURE.after(failures, surroundings.random());
    }

    void isOver() {
      if (failures > 0) {
        LOG.atInfo().addKeyValue("mapping", mapping.logicalId()).log(ended);
      }
      failures = 0;
    }

    /// Told once per change: a refusal's text differs each time.
    void goesOn(boolean queueMissing, String why) {
      failures++;
      if (failures == 1 || queueMissing != missing) {
        LOG.atWarn()
            .addKeyValue("mapping", mapping.logicalId())
            .addKeyValue("queue", mapping.eventSource())
            .addKeyValue("why", why)
            .log(begun);
      }
      missing = queueMissing;
    }
  }
}
