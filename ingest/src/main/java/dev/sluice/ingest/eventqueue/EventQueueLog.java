package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.identity.FunctionName;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes what becomes of events to the log, by identifier.
public final class EventQueueLog implements EventQueueListener {

  private static final Logger LOG = LoggerFactory.getLogger(EventQueueLog.class);

  @Override
  public void received(QueuedEvent event) {
    about(Level.DEBUG, event).log("An event was accepted");
  }

  @Override
  public void waits(QueuedEvent event, Duration wait) {
    about(Level.DEBUG, event)
        .addKeyValue("attempts", event.attempts())
        .addKeyValue("throttles", event.throttlesInARow())
        .addKeyValue("waitMillis", wait.toMillis())
        .log("An event waits for its next attempt");
  }

  @Override
  public void onFailureDelivered(QueuedEvent event) {
    about(Level.INFO, event).log("An event was given up; its destination has the record");
  }

  @Override
  public void destinationDeliveryFailed(QueuedEvent event, String why) {
    about(Level.WARN, event)
        .addKeyValue("why", why)
        .log("A destination did not take the record of an event");
  }

  @Override
  public void dropped(QueuedEvent event, Condition condition, String why) {
    about(Level.ERROR, event)
        .addKeyValue("condition", condition)
        .addKeyValue("why", why)
        .log("An event was given up and nobody has its record");
  }

  @Override
  public void staleMessageDeleted(QueuedEvent event) {
    about(Level.DEBUG, event).log("A message that is out of date was deleted");
  }

  @Override
  public void ignored(FunctionName function, String messageId, String why) {
    about(Level.INFO, function, messageId)
        .addKeyValue("why", why)
        .log("A message that calls nobody was deleted from an inbox");
  }

  @Override
  public void unreadable(FunctionName function, String messageId, String why) {
    about(Level.ERROR, function, messageId)
        .addKeyValue("why", why)
        .log("A message in an inbox cannot be read; it stays there and is looked at again later");
  }

  @Override
  public void undecided(QueuedEvent event, String why) {
    about(Level.WARN, event).addKeyValue("why", why).log("A message is kept for later");
  }

  @Override
  public void givenBack(FunctionName function, String messageId) {
    about(Level.INFO, function, messageId).log("The node stops; a message was given back");
  }

  private static LoggingEventBuilder about(Level level, QueuedEvent event) {
    return LOG.atLevel(level)
        .addKeyValue("function", event.function())
        .addKeyValue("request", event.id());
  }

  private static LoggingEventBuilder about(Level level, FunctionName function, String messageId) {
    return LOG.atLevel(level).addKeyValue("function", function).addKeyValue("message", messageId);
  }
}
