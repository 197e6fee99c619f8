package dev.sluice.ingest.eventqueue;

import java.time.Duration;

/// How a consumer of an inbox behaves. None of these exist on Lambda; they change when things
/// happen, not what.
///
/// @param waits between tries
/// @param pollWait how long one receive waits, 0 to 20 s; also the longest time a stop waits for it
/// @param claimWait how long one turn waits for room
/// @param patience how long a received event waits for a slot before it counts as throttled; at
///   most 5 s
/// @param deliveryLimit how long a destination may refuse a failure record until the event is
///   dropped
/// @param messagesInHand how many messages one consumer settles at once, 1 or more
public record EventQueueSettings(
    EventWaits waits,
    Duration pollWait,
    Duration claimWait,
    Duration patience,
    Duration deliveryLimit,
    int messagesInHand) {

  public static final EventQueueSettings DEFAULT =
      new EventQueueSettings(
          EventWaits.DEFAULT,
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(15),
          100);

  public EventQueueSettings {
    if (pollWait.isNegative() || pollWait.toSeconds() > 20) {
      throw new IllegalArgumentException("expected a poll of 0 to 20 s, found " + pollWait);
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new IllegalArgumentException("expected a patience of 0 to 5 s, found " + patience);
    }
    if (messagesInHand < 1) {
      throw new IllegalArgumentException("expected 1 message or more, found " + messagesInHand);
    }
  }

  /// The same with other waits.
  public EventQueueSettings withWaits(EventWaits other) {
    return new EventQueueSettings(
        other, pollWait, claimWait, patience, deliveryLimit, messagesInHand);
  }

  /// The same with another length of one receive.
  public EventQueueSettings withPollWait(Duration other) {
    return new EventQueueSettings(waits, other, claimWait, patience, deliveryLimit, messagesInHand);
  }
}
