package dev.sluice.ingest.simulation;

import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventInboxContract;
import dev.sluice.ingest.eventqueue.InboxMessage;
import dev.sluice.ingest.eventqueue.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class ModelledInboxTest extends EventInboxContract {

  private final World world = new World(8);
  private final Visitor visitor = new Visitor(world);
  private final EventInbox inbox;

  ModelledInboxTest() {
    var mishaps = new Mishaps(world);
    mishaps.end();
    var queues = new ModelledQueues(new Network(world), mishaps, QueueWatcher.NONE);
    var queue = queues.make(QueueConfig.lasting("inbox", Duration.ofSeconds(30)));
    inbox = queues.inbox(visitor.machine(), queue, MessageHands.NONE);
  }

  @Override
  protected EventInbox inbox() {
    return new EventInbox() {
      @Override
      public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
        return visitor.call(() -> inbox.receive(atMost, visibility));
      }

      @Override
      public Sending send(OutgoingMessage message, Duration delay) {
        return visitor.call(() -> inbox.send(message, delay));
      }

      @Override
      public boolean hide(InboxMessage message, Duration visibility) {
        return visitor.call(() -> inbox.hide(message, visibility));
      }

      @Override
      public boolean delete(InboxMessage message) {
        return visitor.call(() -> inbox.delete(message));
      }
    };
  }

  @Override
  protected void pass(Duration duration) {
    world.run(duration);
  }

  @Override
  protected Instant now() {
    return world.instant();
  }
}
