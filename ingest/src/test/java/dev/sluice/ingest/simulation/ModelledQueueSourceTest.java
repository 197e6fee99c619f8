package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.QueueSourceContract;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import java.time.Duration;
import java.util.List;

class ModelledQueueSourceTest extends QueueSourceContract {

  private final World world = new World(7);
  private final Visitor visitor = new Visitor(world);
  private final Mishaps mishaps = new Mishaps(world);
  private final ModelledQueues queues =
      new ModelledQueues(new Network(world), mishaps, QueueWatcher.NONE);

  private int made;

  ModelledQueueSourceTest() {
    mishaps.end();
  }

  @Override
  protected Queue queue(Duration visibility, boolean fifo, int maxReceiveCount) {
    var dead = queues.make(QueueConfig.lasting("dead-" + made, visibility));
    var config = QueueConfig.lasting("queue-" + made++ + (fifo ? ".fifo" : ""), visibility);
    var queue =
        queues.make(
            maxReceiveCount > 0 ? config.redrivingTo(dead.name(), maxReceiveCount) : config);
    return new Queue(
        polled(queue.config()),
        (body, group, attributes) ->
            queues.put(
                queue, new StoredMessage.Content(body, group, null, attributes), Duration.ZERO),
        maxReceiveCount > 0 ? polled(dead.config()) : null);
  }

  @Override
  protected QueueSource missingQueue() {
    return polled(QueueConfig.lasting("missing", Duration.ofSeconds(30)));
  }

  @Override
  protected void letASecondPass() {
    world.run(Duration.ofSeconds(1));
  }

  private QueueSource polled(QueueConfig config) {
    QueueSource source = queues.source(visitor.machine(), config.arn());
    return new QueueSource() {
      @Override
      public Received receive(int max, Duration wait, Duration visibility) {
        return visitor.call(() -> source.receive(max, wait, visibility));
      }

      @Override
      public List<EntryResult> delete(List<QueueMessage> messages) {
        return visitor.call(() -> source.delete(messages));
      }

      @Override
      public List<EntryResult> extend(List<QueueMessage> messages, Duration visibility) {
        return visitor.call(() -> source.extend(messages, visibility));
      }

      @Override
      public SettingsRead settings() {
        return visitor.call(source::settings);
      }
    };
  }
}
