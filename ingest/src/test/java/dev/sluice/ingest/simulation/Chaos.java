package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.scaling.StreamTracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The nodes of a world, and all that goes wrong with them until it is told to be calm.
final class Chaos {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(75);
  private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(25);
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(40);
  private static final List<String> SERVICES =
      List.of("dynamodb", "dynamodb", "sqs", "kinesis", "destinations");

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /// A node learns of the end of the last one with a higher limit, and what it runs must end.
  private static final Duration LIMITS_LINGER = Duration.ofSeconds(40);

  /// A node that is no more.
  private record Former(SimulatedNode node, Duration endedAt) {}

  private final World world;
  private final RandomGenerator random;
  private final Scenario scenario;
  private final Cloud cloud;
  private final Map<NodeFault, Long> counts = new EnumMap<>(NodeFault.class);

  /// By place; one that is away is its last life until the next begins.
  private final List<SimulatedNode> nodes = new ArrayList<>();

  private final List<Former> former = new ArrayList<>();
  private Scenario.Deployment deployment;
  private boolean calm;
  private int lives;

  Chaos(Cloud cloud, Scenario scenario) {
    this.world = cloud.world();
    this.random = world.random();
    this.scenario = scenario;
    this.cloud = cloud;
    this.deployment = scenario.deployment(random);
    for (NodeFault fault : NodeFault.values()) {
      counts.put(fault, 0L);
    }
  }

  Map<NodeFault, Long> counts() {
    return counts;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  /// Starts all nodes, one soon after the other, and lets things go wrong from then on.
  void begin() {
    for (int place = 0; place < scenario.nodes(); place++) {
      nodes.add(life(place));
      nodes.getLast().start();
    }
    plan();
  }

  /// From now on nothing goes wrong any more; what stood still goes on, who was away comes back.
  void calmDown() {
    calm = true;
  }

  /// What a function may use over all nodes: while they are deployed differently, the most that one
  /// of them is told, and for a while after the last of those is gone.
  int reserved(FunctionName function) {
    Duration past = world.now().minus(LIMITS_LINGER);
    former.removeIf(life -> life.endedAt().compareTo(past) < 0);
    return Stream.concat(former.stream().map(Former::node), nodes.stream())
        .mapToInt(node -> node.deployment().limits().reserved().getOrDefault(function, NO_LIMIT))
        .max()
        .orElse(NO_LIMIT);
  }

  /// A machine was ended by what its function handled.
  void killedByRecord(Machine machine) {
    met(NodeFault.KILLED_BY_RECORD);
    crash(place(machine), Duration.ofSeconds(1 + random.nextInt(5)));
  }

  private int place(Machine machine) {
    for (int place = 0; place < nodes.size(); place++) {
      if (nodes.get(place).machine() == machine) {
        return place;
      }
    }
    throw new IllegalStateException("no node runs on " + machine);
  }

  private SimulatedNode life(int place) {
    double drift = random.nextInt(3) == 0 ? (random.nextDouble() - 0.5) * 0.2 : 0;
    Duration ahead = Duration.ofSeconds(random.nextInt(7_200) - 3_600);
    if (drift != 0) {
      met(NodeFault.DRIFT);
    }
    Machine machine = world.machine("node-" + place + "." + ++lives, new ClockError(drift, ahead));
    if (!calm && random.nextInt(4) == 0) {
      machine.stall(0.01, Duration.ofSeconds(1 + random.nextInt(3)), () -> met(NodeFault.STALL));
    }
    return new SimulatedNode(machine, deployment, cloud);
  }

  private void plan() {
    long mean = scenario.trouble().toNanos();
    Duration next = Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * mean));
    world.at(
        next,
        () -> {
          if (!calm) {
            strike();
            plan();
          }
        });
  }

  private void strike() {
    int place = random.nextInt(3) == 0 ? manager() : random.nextInt(nodes.size());
    Machine machine = nodes.get(place).machine();
    int lot = random.nextInt(11);
    if (lot < 6 && machine.hasCrashed()) {
      return; // it is away already
    }
    switch (lot) {
      case 0, 1 -> {
        met(NodeFault.CRASH);
        crash(place, upTo(LONGEST_ABSENCE));
      }
      case 2, 3 -> {
        met(NodeFault.PAUSE);
        machine.pause(upTo(LONGEST_PAUSE));
      }
      case 4 -> {
        met(NodeFault.WALL_CLOCK_TURNED);
        machine.time().turnWallClock(Duration.ofSeconds(random.nextInt(7_200) - 3_600));
      }
      case 5 -> restart(place, NodeFault.RESTART);
      case 6 -> {
        deployment = scenario.deployment(random);
        restart(place, NodeFault.MAPPING_UPDATE);
      }
      case 7 -> redeploy();
      case 8, 10 -> reshard();
      case 9 -> outage(machine);
      default -> throw new IllegalStateException();
    }
  }

  /// The manager has something to write, and may not live to see it done.
  private void reshard() {
    met(NodeFault.RESHARD);
    cloud.stream().reshard();
    if (random.nextBoolean()) {
      world.at(
          upTo(StreamTracker.DEFAULT_INTERVAL),
          () -> {
            int place = manager();
            if (!calm && !nodes.get(place).machine().hasCrashed()) {
              met(NodeFault.CRASH);
              crash(place, upTo(LONGEST_ABSENCE));
            }
          });
    }
  }

  /// The place of the node that believes to be the manager, or of any when there is none.
  private int manager() {
    int any = random.nextInt(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      int place = (any + i) % nodes.size();
      if (cloud.holdings().isTrustedBy(nodes.get(place).machine(), Scenario.MANAGER)) {
        return place;
      }
    }
    return any;
  }

  private void outage(Machine machine) {
    String service = SERVICES.get(random.nextInt(SERVICES.size()));
    if (random.nextBoolean()) {
      cloud.network().faults().outage(service, upTo(LONGEST_OUTAGE));
    } else {
      cloud.network().faults().outage(machine, service, upTo(LONGEST_OUTAGE));
    }
  }

  /// Kills a process, and starts the next one after a while.
  private void crash(int place, Duration absence) {
    SimulatedNode node = nodes.get(place);
    node.machine().crash();
    replaceLater(place, node, absence);
  }

  private void redeploy() {
    deployment = scenario.deployment(random);
    met(NodeFault.REDEPLOY);
    Duration after = Duration.ZERO;
    for (int place = 0; place < nodes.size(); place++) {
      int next = place;
      world.at(after, () -> restart(next, NodeFault.REDEPLOY));
      after = after.plusSeconds(5 + random.nextInt(30));
    }
  }

  /// Stops a node in order; the next life starts when the process has gone.
  private void restart(int place, NodeFault why) {
    SimulatedNode node = nodes.get(place);
    if (node.machine().hasCrashed() || node.isTerminating()) {
      return;
    }
    if (why != NodeFault.REDEPLOY) {
      met(why);
    }
    node.terminate();
    watch(place, node);
  }

  private void watch(int place, SimulatedNode node) {
    world.at(
        Duration.ofSeconds(1),
        () -> {
          if (nodes.get(place) != node) {
            return; // it was killed meanwhile, and has a successor
          }
          if (node.machine().hasCrashed()) {
            replaceLater(place, node, upTo(Duration.ofSeconds(5)));
          } else {
            watch(place, node);
          }
        });
  }

  private void replaceLater(int place, SimulatedNode gone, Duration absence) {
    world.at(
        absence,
        () -> {
          if (nodes.get(place) == gone) {
            SimulatedNode next = life(place);
            former.add(new Former(gone, world.now()));
            nodes.set(place, next);
            next.start();
          }
        });
  }

  /// Long times as likely as short ones.
  private Duration upTo(Duration most) {
    return Duration.ofMillis(100 + random.nextLong(most.toMillis()));
  }

  private void met(NodeFault fault) {
    counts.merge(fault, 1L, Long::sum);
  }
}
