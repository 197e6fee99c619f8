package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The functions of a world, what runs of them on all machines, and the store of their effects: one
/// conditional write each, so that an effect happens once.
final class ModelledFunctions {

  private final World world;
  private final Mishaps mishaps;
  private final Items items;
  private final RunWatcher watcher;
  private final Consumer<Machine> killing;
  private final Map<FunctionName, Boolean> reporting = new HashMap<>();
  private final Map<FunctionName, List<Run>> running = new HashMap<>();

  /// Who had an effect first, by function and item.
  private final Map<Effect, Run> effects = new HashMap<>();

  private long nodesKilled;

  private record Effect(FunctionName function, String key) {}

  /// @param killing ends the machine whose function handles a killer
  ModelledFunctions(
      World world, Mishaps mishaps, Items items, RunWatcher watcher, Consumer<Machine> killing) {
    this.world = world;
    this.mishaps = mishaps;
    this.items = items;
    this.watcher = watcher;
    this.killing = killing;
  }

  /// @param reports whether it answers with batch item failures
  void make(FunctionName function, boolean reports) {
    reporting.put(function, reports);
  }

  World world() {
    return world;
  }

  Mishaps mishaps() {
    return mishaps;
  }

  Items items() {
    return items;
  }

  RunWatcher watcher() {
    return watcher;
  }

  boolean reports(FunctionName function) {
    Boolean reports = reporting.get(function);
    if (reports == null) {
      throw new IllegalArgumentException("there is no function " + function);
    }
    return reports;
  }

  /// How many nodes were ended by what they handled.
  long nodesKilled() {
    return nodesKilled;
  }

  void kill(Machine machine) {
    nodesKilled++;
    killing.accept(machine);
    if (!machine.hasCrashed()) {
      throw new IllegalStateException(machine + " was to be killed and lives");
    }
  }

  /// Writes down an effect; false when it had happened before.
  boolean takeEffect(Run run, String key) {
    return effects.putIfAbsent(new Effect(run.function(), key), run) == null;
  }

  boolean hasEffect(FunctionName function, String key) {
    return effects.containsKey(new Effect(function, key));
  }

  void begun(Run run) {
    running.computeIfAbsent(run.function(), _ -> new ArrayList<>()).add(run);
  }

  /// What runs of a function now, on machines that live.
  List<Run> running(FunctionName function) {
    List<Run> all = running.computeIfAbsent(function, _ -> new ArrayList<>());
    all.removeIf(Run::isOver);
    return all;
  }
}
