package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.identity.FunctionName;
import java.time.Duration;
import java.util.List;

/// Hears what becomes of asynchronous events. Metrics, logs and the dashboard come from the same
/// events. Called by many threads at once: be quick and do not throw.
public interface EventQueueListener {

  /// A listener that hears nothing.
  EventQueueListener NONE = new EventQueueListener() {};

  /// An event was accepted: by the Invoke API, or first seen where a topic or bucket put it
  /// (OBS-014).
  default void received(QueuedEvent event) {}

  /// An attempt begins; `age` is the time since the event was accepted (OBS-015).
  default void attempted(QueuedEvent event, Duration age) {}

  /// The function succeeded.
  default void succeeded(QueuedEvent event) {}

  /// The event waits for its next attempt; `event` is as it will be tried.
  default void waits(QueuedEvent event, Duration wait) {}

  /// The event was given up and is gone, whether or not its record reached a destination (OBS-016).
  default void discarded(QueuedEvent event, Condition condition) {}

  /// The failure record of an event was delivered.
  default void onFailureDelivered(QueuedEvent event) {}

  /// One attempt to deliver a failure record did not succeed (OBS-027).
  default void destinationDeliveryFailed(QueuedEvent event, String why) {}

  /// The event was given up and nobody was told: there is no destination, or it refused the record
  /// for too long.
  default void dropped(QueuedEvent event, Condition condition, String why) {}

  /// A message that is out of date was deleted; the event itself lives on or has ended elsewhere.
  default void staleMessageDeleted(QueuedEvent event) {}

  /// A message that calls nobody was deleted.
  default void ignored(FunctionName function, String messageId, String why) {}

  /// A message could not be read; it stays in the inbox and is looked at again later.
  default void unreadable(FunctionName function, String messageId, String why) {}

  /// A message is kept for later since it cannot be said now whether it may run.
  default void undecided(QueuedEvent event, String why) {}

  /// Events on the way were given back to the inbox because the node stops.
  default void givenBack(FunctionName function, String messageId) {}

  /// One listener that passes everything on to several, in order.
  static EventQueueListener all(List<EventQueueListener> listeners) {
    return new EventQueueListeners(listeners);
  }
}
