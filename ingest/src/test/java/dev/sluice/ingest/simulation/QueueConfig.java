package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.QueueSettings;
import dev.sluice.ingest.source.QueueSettings.Redrive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a modelled queue is set up.
///
/// @param name ends in `.fifo` exactly when it keeps the order of its groups
/// @param visibility how long its messages stay hidden unless a receive says otherwise
/// @param deadLetters where exhausted messages go; null when they stay for ever
/// @param maxReceiveCount receives a message survives when there is such a queue
record QueueConfig(
    String name, Duration visibility, @Nullable String deadLetters, int maxReceiveCount) {

  static QueueConfig lasting(String name, Duration visibility) {
    return new QueueConfig(name, visibility, null, 0);
  }

  QueueConfig redrivingTo(String deadLetterQueue, int receives) {
    return new QueueConfig(name, visibility, deadLetterQueue, receives);
  }

  boolean fifo() {
    return name.endsWith(".fifo");
  }

  Arn arn() {
    return arn(name);
  }

  QueueSettings settings() {
    return new QueueSettings(
        visibility,
        fifo(),
        deadLetters == null ? null : new Redrive(arn(deadLetters), maxReceiveCount));
  }

  private static Arn arn(String queue) {
    return Arn.parse("arn:aws:sqs:eu-central-1:000000000000:" + queue);
  }
}
