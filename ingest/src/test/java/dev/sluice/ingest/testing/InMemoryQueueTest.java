package dev.sluice.ingest.testing;

import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.QueueSourceContract;
import java.time.Duration;

class InMemoryQueueTest extends QueueSourceContract {

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();

  @Override
  protected Queue queue(Duration visibility, boolean fifo, int maxReceiveCount) {
    if (maxReceiveCount > 0) {
      var dead = InMemoryQueue.standard(time, visibility);
      var queue = InMemoryQueue.redriving(time, visibility, maxReceiveCount, dead);
      return new Queue(queue, queue::send, dead);
    }
    var queue =
        fifo ? InMemoryQueue.fifo(time, visibility) : InMemoryQueue.standard(time, visibility);
    return new Queue(queue, queue::send, null);
  }

  @Override
  protected QueueSource missingQueue() {
    var queue = InMemoryQueue.standard(time, Duration.ofSeconds(30));
    queue.setMissing(true);
    return queue;
  }

  @Override
  protected void letASecondPass() {
    time.advance(Duration.ofSeconds(1));
  }
}
