package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.identity.FunctionName;
import java.time.Duration;
import java.util.List;

/// Passes everything on to several listeners, in order.
///
/// @param listeners who hears it
record EventQueueListeners(List<EventQueueListener> listeners) implements EventQueueListener {

  EventQueueListeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void received(QueuedEvent event) {
    listeners.forEach(l -> l.received(event));
  }

  @Override
  public void attempted(QueuedEvent event, Duration age) {
    listeners.forEach(l -> l.attempted(event, age));
  }

  @Override
  public void succeeded(QueuedEvent event) {
    listeners.forEach(l -> l.succeeded(event));
  }

  @Override
  public void waits(QueuedEvent event, Duration wait) {
    listeners.forEach(l -> l.waits(event, wait));
  }

  @Override
  public void discarded(QueuedEvent event, Condition condition) {
    listeners.forEach(l -> l.discarded(event, condition));
  }

  @Override
  public void onFailureDelivered(QueuedEvent event) {
    listeners.forEach(l -> l.onFailureDelivered(event));
  }

  @Override
  public void destinationDeliveryFailed(QueuedEvent event, String why) {
    listeners.forEach(l -> l.destinationDeliveryFailed(event, why));
  }

  @Override
  public void dropped(QueuedEvent event, Condition condition, String why) {
    listeners.forEach(l -> l.dropped(event, condition, why));
  }

  @Override
  public void staleMessageDeleted(QueuedEvent event) {
    listeners.forEach(l -> l.staleMessageDeleted(event));
  }

  @Override
  public void ignored(FunctionName function, String messageId, String why) {
    listeners.forEach(l -> l.ignored(function, messageId, why));
  }

  @Override
  public void unreadable(FunctionName function, String messageId, String why) {
    listeners.forEach(l -> l.unreadable(function, messageId, why));
  }

  @Override
  public void undecided(QueuedEvent event, String why) {
    listeners.forEach(l -> l.undecided(event, why));
  }

  @Override
  public void givenBack(FunctionName function, String messageId) {
    listeners.forEach(l -> l.givenBack(function, messageId));
  }
}
