package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One seed: nodes on services that fail, then calm, then everything must drain.
final class Simulation {

  /// The longest waits there are: a destination that refuses, an event's retries.
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(40);

  private static final List<String> HELD_UP =
      List.of("TransactWriteItems", "TransactWriteItems", "TransactWriteItems", "UpdateItem");

  private final Scenario scenario;
  private final World world;
  private final Cloud cloud;
  private final Chaos chaos;
  private final Load load;

  /// What one seed reached.
  record Result(
      long steps, Duration simulated, Map<String, Long> faults, Map<String, Long> promises) {}

  Simulation(long seed) {
    this.world = new World(seed);
    this.scenario = Scenario.draw(world.random());
    this.cloud = new Cloud(world, scenario, this::killedByRecord);
    this.chaos = new Chaos(cloud, scenario);
    cloud.ledger().limits(chaos::reserved);
    this.load = new Load(cloud, scenario, chaos);
  }

  private void killedByRecord(Machine machine) {
    chaos.killedByRecord(machine);
  }

  /// Lets somebody read every step.
  void readBy(Consumer<String> reader) {
    world.trace().readBy(reader);
    reader.accept(scenario.toString());
  }

  /// Says what happened: two runs of one hash took the same steps at the same moments.
  long hash() {
    return world.trace().hash();
  }

  /// @throws Violation when a promise is broken
  Result run() {
    worsen();
    chaos.begin();
    load.begin();
    world.run(scenario.length());
    load.end();
    chaos.calmDown();
    cloud.network().faults().calm();
    cloud.mishaps().end();
    cloud.items().all().forEach(Item::calm);
    boolean drained = false;
    for (int waits = 0; waits < DRAINED_WITHIN.toMinutes() && !drained; waits++) {
      world.run(Duration.ofMinutes(1));
      drained = cloud.ledger().open().isEmpty();
    }
    cloud.ledger().checkDrained();
    world.throwViolation();
    return new Result(world.steps(), world.now(), faults(), cloud.ledger().promises());
  }

  /// How bad the network is in this world. In many a world one operation is held up beside.
  private void worsen() {
    Faults faults = cloud.network().faults();
    faults.standingStill(0.5);
    faults.late(HELD_UP.get(world.random().nextInt(HELD_UP.size())), 0.3);
    double badness = world.random().nextDouble() * 0.03;
    for (FaultKind kind : FaultKind.values()) {
      if (kind != FaultKind.OUTAGE && kind != FaultKind.ORPHAN && kind != FaultKind.REORDER) {
        cloud.network().faults().probability(kind, badness * world.random().nextDouble());
      }
    }
  }

  private Map<String, Long> faults() {
    Map<String, Long> faults = new TreeMap<>(cloud.mishaps().counts());
    cloud.network().faults().counts().forEach((kind, count) -> faults.put(kind.name(), count));
    chaos.counts().forEach((kind, count) -> faults.put(kind.name(), count));
    return faults;
  }
}
