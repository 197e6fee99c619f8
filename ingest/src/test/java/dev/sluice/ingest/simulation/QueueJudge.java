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
  private final Map<ModelledQueue, Boolean> watched = new LinkedHashMap<>();
  private final Map<String, ModelledQueue> byArn = new HashMap<>();

  /// Ids of messages that were handled.
  private final Set<String> succeeded = new HashSet<>();

  /// The messages a FIFO queue holds, in their order, by queue and group.
  private final Map<Group, NavigableMap<Long, StoredMessage>> groups = new HashMap<>();

  private final Map<String, Long> numbers = new HashMap<>();

  private record Group(ModelledQueue queue, String name) {}

  QueueJudge(Promises promises) {
    this.promises = promises;
  }

  void watch(ModelledQueue queue) {
    watched.put(queue, true);
    byArn.put(queue.config().arn().toString(), queue);
  }

  boolean watches(ModelledQueue queue) {
    return watched.containsKey(queue);
  }

  void stored(ModelledQueue queue, StoredMessage message) {
    if (queue.config().fifo()) {
      group(queue, message.group()).put(message.number, message);
      numbers.put(message.id, message.number);
    }
  }

  private NavigableMap<Long, StoredMessage> group(ModelledQueue queue, String name) {
    return groups.computeIfAbsent(new Group(queue, name), _ -> new TreeMap<>());
  }

  void deleted(ModelledQueue queue, StoredMessage message, Machine by) {
    promises.check(
        Promise.NOTHING_IS_LOST,
        succeeded.contains(message.id),
        () -> by + " deleted " + message + " from " + queue.name() + ", and nobody handled it");
    group(queue, message.group()).remove(message.number);
  }

  /// A message moved to the dead-letter queue. Whose fault that was is not judged: the death of a
  /// node and a lost answer cost receives as well.
  void exhausted(ModelledQueue queue, StoredMessage message) {
    group(queue, message.group()).remove(message.number);
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

  void ends(List<Part> handled) {
    handled.forEach(part -> succeeded.add(part.name()));
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
