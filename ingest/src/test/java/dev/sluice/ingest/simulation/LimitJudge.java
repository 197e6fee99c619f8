package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import dev.sluice.ingest.source.QueueMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/// Judges how many invocations run at once and how much nodes take into their hands.
final class LimitJudge {

  /// Messages that one receive brings at most.
  private static final int A_RECEIVE = 10;

  private final Promises promises;
  private final Map<Machine, BooleanSupplier> terms = new HashMap<>();
  private final Map<ModelledQueue, FunctionName> functions = new HashMap<>();

  /// Ids of messages a machine has and has not tried.
  private final Map<Hand, Set<String>> hands = new HashMap<>();

  private final Map<String, ModelledQueue> byArn = new HashMap<>();
  private ToIntFunction<FunctionName> limits = _ -> Integer.MAX_VALUE;

  private record Hand(Machine machine, ModelledQueue queue) {}

  LimitJudge(Promises promises) {
    this.promises = promises;
  }

  /// @param reserved what a function may use over all nodes; the largest number when it has no
  ///   limit of its own
  void limits(ToIntFunction<FunctionName> reserved) {
    limits = reserved;
  }

  /// A node has started.
  ///
  /// @param termRuns whether it counts as alive by its own reckoning
  void node(Machine machine, BooleanSupplier termRuns) {
    terms.put(machine, termRuns);
  }

  void watch(ModelledQueue queue, FunctionName function) {
    functions.put(queue, function);
    byArn.put(queue.config().arn().toString(), queue);
  }

  /// Invocations of nodes whose term is over do not count: others may use their share.
  void begins(Run run, List<Run> running) {
    int limit = limits.applyAsInt(run.function());
    if (limit < Integer.MAX_VALUE) {
      List<Run> counted = running.stream().filter(r -> isAlive(r.machine())).toList();
      promises.check(
          Promise.LIMITS_HOLD,
          counted.size() <= limit,
          () -> run.function() + " may run " + limit + " times at once, and now run " + counted);
    }
  }

  private boolean isAlive(Machine machine) {
    BooleanSupplier term = terms.get(machine);
    return term != null && term.getAsBoolean();
  }

  /// A node with a limit holds what one round of claims brings, and one poll more.
  void arrived(ModelledQueue queue, List<QueueMessage> messages, Machine at) {
    FunctionName function = functions.get(queue);
    int limit = function == null ? Integer.MAX_VALUE : limits.applyAsInt(function);
    if (limit == Integer.MAX_VALUE) {
      return;
    }
    Set<String> hand = hands.computeIfAbsent(new Hand(at, queue), _ -> new HashSet<>());
    messages.forEach(message -> hand.add(message.messageId()));
    promises.check(
        Promise.LIMITS_HOLD,
        hand.size() <= (limit + 1) * A_RECEIVE,
        () -> at + " holds " + hand.size() + " messages of " + queue.name());
  }

  /// A machine has nothing to do with a message any more.
  void letGo(ModelledQueue queue, StoredMessage message) {
    Machine receiver = message.receiver;
    if (receiver != null) {
      hand(receiver, queue).remove(message.id);
    }
  }

  /// What was tried is not counted any more: it is being deleted or left, or tried again beside
  /// what is received in its place.
  void tried(Machine machine, FunctionEvent event) {
    ModelledQueue queue = byArn.get(event.source());
    if (queue != null) {
      Set<String> hand = hand(machine, queue);
      for (Part part : event.parts()) {
        hand.remove(part.name());
      }
    }
  }

  private Set<String> hand(Machine machine, ModelledQueue queue) {
    return hands.getOrDefault(new Hand(machine, queue), new HashSet<>());
  }
}
