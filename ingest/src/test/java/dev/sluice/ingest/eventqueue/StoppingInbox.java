package dev.sluice.ingest.eventqueue;

import java.time.Duration;
import java.util.Optional;

/// An inbox during whose receives something happens. Used by one thread.
class StoppingInbox implements EventInbox {

  private final EventInbox inbox;

  Runnable duringReceive = () -> {};

  StoppingInbox(EventInbox inbox) {
    this.inbox = inbox;
  }

  @Override
  public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
    duringReceive.run();
    return inbox.receive(atMost, visibility);
  }

  @Override
  public Sending send(OutgoingMessage message, Duration delay) {
    return inbox.send(message, delay);
  }

  @Override
  public boolean hide(InboxMessage message, Duration visibility) {
    return inbox.hide(message, visibility);
  }

  @Override
  public boolean delete(InboxMessage message) {
    return inbox.delete(message);
  }
}
