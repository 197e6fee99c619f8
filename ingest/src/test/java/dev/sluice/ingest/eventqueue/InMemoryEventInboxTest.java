package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;
import java.time.Instant;

class InMemoryEventInboxTest extends EventInboxContract {

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final EventInbox inbox = new InMemoryEventInbox(time);

  @Override
  protected EventInbox inbox() {
    return inbox;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }

  @Override
  protected Instant now() {
    return time.now();
  }
}
