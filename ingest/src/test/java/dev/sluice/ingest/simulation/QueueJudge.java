package dev.sluice.ingest.simulation;

import dev.sluice.ingest.simulation.FunctionEvent.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Judges what becomes of the messages of polled queues.
final class QueueJudge {

  private final Promises promises;
  private final Items items;
  private final Map<ModelledQueue, Boolean> watched = new LinkedHashMap<>();
  private final Map<String, ModelledQueue> byArn = new HashMap<>();

  /// Ids of messages that were handled.
  private final Set<String> succeeded = new HashSet<>();

  /// Ids of messages that something failed with.
  private final Set<String> failed = new HashSet<>();

  /// Ids of messages that were received and have not returned.
  private final Set<String> inHand = new HashSet<>();

  /// The messages a FIFO queue holds, in their order, by queue and group.
  private final Map<Group, NavigableMap<Long, StoredMessage>> groups = new HashMap<>();

  private final Map<String, Long> numbers = new HashMap<>();

  private record Group(ModelledQueue queue, String name) {}

  QueueJudge(Promises promises, Items items) {
    this.promises = promises;
    this.items = items;
  }

  void watch(ModelledQueue queue) {
    watched.put(queue, true);
    byArn.put(queue.config().arn().toString(), queue);
  }

  boolean watches(ModelledQueue queue) {
    return watched.containsKey(queue);
  }

  void stored(ModelledQueue queue, StoredMessage message) {
    if (message.receives > 0) {
      failed.add(message.id); // deleted, and yet here again: it may well be exhausted
    }
    if (queue.config().fifo()) {
      group(queue, message.group()).put(message.number, message);
      numbers.put(message.id, message.number);
    }
  }

  private NavigableMap<Long, StoredMessage> group(ModelledQueue queue, String name) {
    return groups.computeIfAbsent(new Group(queue, name), _ -> new TreeMap<>());
  }

  /// A message was given to a machine. The queue may give it to a second one meanwhile: a receive
  /// that is nobody's fault.
  void received(StoredMessage message) {
    if (!inHand.add(message.id)) {
      failed.add(message.id);
    }
  }

  /// The hidden time of a message is over.
  void returned(StoredMessage message) {
    inHand.remove(message.id);
    if (message.receives > 0) {
      failed.add(message.id); // whatever was done about it did not end in a delete
    }
  }

  void deleted(ModelledQueue queue, StoredMessage message, Machine by) {
    promises.check(
        Promise.NOTHING_IS_LOST,
        succeeded.contains(message.id),
        () -> by + " deleted " + message + " from " + queue.name() + ", and nobody handled it");
    group(queue, message.group()).remove(message.number);
  }

  /// What was handled and brought back by the queue may end here, too.
  void exhausted(ModelledQueue queue, StoredMessage message) {
    group(queue, message.group()).remove(message.number);
    Item item = items.of(message.content.body());
    boolean bad = item.nature() == Item.Nature.POISON || item.nature() == Item.Nature.KILLER;
    promises.check(
        Promise.POISON_HARMS_ITSELF,
        bad || failed.contains(message.id) || succeeded.contains(message.id),
        () -> message + " went to the dead-letter queue of " + queue.name() + " without a failure");
  }

  void begins(Run run) {
    ModelledQueue queue = byArn.get(run.event().source());
    if (queue == null) {
      throw new IllegalArgumentException(run + " got messages of an unknown queue");
    }
    if (queue.config().fifo()) {
      checkOrder(run, queue);
    }
  }

  private void checkOrder(Run run, ModelledQueue queue) {
    Set<String> before = new HashSet<>();
    for (Part part : run.event().parts()) {
      Long number = numbers.get(part.name());
      if (number == null) {
        throw new IllegalArgumentException(run + " got a message that nobody sent");
      }
      for (StoredMessage earlier : group(queue, part.group()).headMap(number, false).values()) {
        promises.check(
            Promise.ORDER,
            before.contains(earlier.id) || succeeded.contains(earlier.id),
            () -> run + " begins " + part + " although it is neither gone nor handled: " + earlier);
      }
      before.add(part.name());
    }
    promises.check(Promise.ORDER, true, run::toString);
  }

  void ends(Run run, List<Part> handled) {
    Set<Part> well = new HashSet<>(handled);
    for (Part part : run.event().parts()) {
      (well.contains(part) ? succeeded : failed).add(part.name());
    }
  }

  /// What is not drained, for messages.
  List<String> open() {
    List<String> open = new ArrayList<>();
    for (ModelledQueue queue : watched.keySet()) {
      if (!queue.isEmpty()) {
        open.add(queue.name() + ": " + queue.messages());
      }
    }
    return open;
  }
}
