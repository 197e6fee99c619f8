package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The functions of a world, what runs of them on all machines, and the store of their effects: one
/// conditional write each, so that an effect happens once.
final class ModelledFunctions {

  private final World world;
  private final Mishaps mishaps;
  private final Items items;
  private final RunWatcher watcher;
  private final Consumer<Machine> killing;
  private final Map<FunctionName, List<Run>> running = new HashMap<>();

  /// How often each happened.
  private final Map<Effect, Integer> effects = new HashMap<>();

  private final Set<Effect> marks = new HashSet<>();

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

  /// One write of the effect and of the mark that it was had, under the name that the part was
  /// delivered by; nothing where the mark is there, false then.
  boolean takeEffect(Run run, Part part) {
    if (!marks.add(new Effect(run.function(), part.name()))) {
      return false;
    }
    effects.merge(effect(run, part), 1, Integer::sum);
    return true;
  }

  /// How often what a part carries has taken effect.
  int effectsOf(Run run, Part part) {
    return effects.getOrDefault(effect(run, part), 0);
  }

  /// An asynchronous event is told by its id, since one that was accepted twice is two events.
  private static Effect effect(Run run, Part part) {
    return new Effect(run.function(), run.event().isAsynchronous() ? part.name() : part.item());
  }

  boolean hasEffect(FunctionName function, Item item) {
    return effects.containsKey(new Effect(function, item.name()));
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
