package dev.sluice.ingest.simulation;

import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueSource;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The modelled SQS: many queues, reached by every machine through the network.
final class ModelledQueues {

  static final String SERVICE = "sqs";

  private final Network network;
  private final Mishaps mishaps;
  private final QueueWatcher watcher;
  private final Map<String, ModelledQueue> queues = new LinkedHashMap<>();
  private long sent;

  ModelledQueues(Network network, Mishaps mishaps, QueueWatcher watcher) {
    this.network = network;
    this.mishaps = mishaps;
    this.watcher = watcher;
  }

  Network network() {
    return network;
  }

  QueueWatcher watcher() {
    return watcher;
  }

  /// Makes a queue; its dead-letter queue was made before.
  ModelledQueue make(QueueConfig config) {
    String target = config.deadLetters();
    ModelledQueue deadLetters = target == null ? null : of(target);
    var queue = new ModelledQueue(network.world(), mishaps, config, deadLetters, watcher);
    queues.put(config.name(), queue);
    return queue;
  }

  /// The queue of this name.
  ModelledQueue of(String name) {
    ModelledQueue queue = find(name);
    if (queue == null) {
      throw new IllegalArgumentException("there is no queue " + name);
    }
    return queue;
  }

  @Nullable ModelledQueue find(String name) {
    return queues.get(name);
  }

  Collection<ModelledQueue> all() {
    return queues.values();
  }

  /// Puts a message into a queue without the network in between, as producers outside the nodes do.
  StoredMessage put(ModelledQueue queue, StoredMessage.Content content, Duration delay) {
    long number = ++sent;
    String id = new UUID(0x0000_5eed_0000_4000L, 0x8000_0000_0000_0000L | number).toString();
    var message = new StoredMessage(id, content, number, network.world().instant());
    queue.put(message, delay);
    return message;
  }

  /// Puts an asynchronous event into a function's inbox, as a node does that accepted it.
  StoredMessage putEvent(ModelledQueue inbox, Item item) {
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    attributes.put("sluice-kind", new MessageAttribute("String", "event", null));
    attributes.put("sluice-version", new MessageAttribute("String", "1", null));
    String body = FunctionEvent.carrying(item);
    return put(inbox, new StoredMessage.Content(body, null, null, attributes), Duration.ZERO);
  }

  /// A queue as one machine polls it; it need not exist.
  QueueSource source(Machine machine, Arn queue) {
    return new ModelledQueueSource(this, machine, queue.name());
  }

  /// A queue as a function's inbox.
  EventInbox inbox(Machine machine, ModelledQueue queue, MessageHands hands) {
    return new ModelledInbox(this, machine, queue, hands);
  }
}
