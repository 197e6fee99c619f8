package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseHolderListener;
import dev.sluice.ingest.lease.LeaseInterest;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseTimes;
import dev.sluice.ingest.lease.LeasingService;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The production leasing service and store run here as they are: the simulator can drive them, the
/// same seed gives the same history, and its faults are met.
class LeasesInAWorldTest {

  private static final EventSourceMappingId MAPPING = EventSourceMappingId.of("stack", "Mapping");
  private static final int SHARDS = 6;

  private static LeaseKey.Shard shard(int number) {
    return new LeaseKey.Shard(
        MAPPING,
        Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"),
        Instant.EPOCH,
        new ShardId("shardId-" + number));
  }

  /// Four nodes on a bad network.
  static final class Cluster {

    private final World world;
    private final Network network;
    private final ModelTables tables = new ModelTables();
    private final List<HeldLease> held = new ArrayList<>();
    private int started;

    Cluster(long seed) {
      world = new World(seed);
      network = new Network(world);
      tables.pageSize(() -> world.random().nextInt(1, 10));
      var setUp = DynamoDbLeaseStore.open(ModelledDynamoDb.bare(tables), "");
      var manager = new LeaseKey.Manager("set-up");
      var mine = new Lease.Tenure.Held(new NodeId("nobody"), new FencingToken("token"));
      setUp.createManager(manager);
      setUp.take(manager, new Lease.Tenure.Free(null), mine);
      for (int i = 0; i < SHARDS; i++) {
        var horizon = new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);
        setUp.create(
            List.of(Lease.fresh(shard(i), horizon, Set.of())),
            new LeaseStore.ManagerTenure(manager, mine));
      }
      tables.observe(write -> checkOwners());
    }

    Machine startNode() {
      var clocks =
          new ClockError(
              world.random().nextDouble(-0.01, 0.01),
              Duration.ofSeconds(world.random().nextInt(-3600, 3600)));
      Machine machine = world.machine("node" + started++, clocks);
      var attempts = new Attempts(network, machine, "leases", ModelledDynamoDb.LEASES);
      var service =
          new LeasingService(
              DynamoDbLeaseStore.open(ModelledDynamoDb.over(tables, attempts), ""),
              LeaseTimes.DEFAULT,
              machine.time(),
              machine.random(),
              LeaseInterest.in(new NodeScope("", Set.of(MAPPING))),
              new Holder(machine));
      machine.run("start", service::start);
      return machine;
    }

    private final class Holder implements LeaseHolderListener {

      private final Machine machine;

      Holder(Machine machine) {
        this.machine = machine;
      }

      @Override
      public void taken(HeldLease lease) {
        world.trace().say(() -> world.stamp() + machine + " takes " + lease.key());
        held.removeIf(old -> !old.isTrusted());
        held.add(lease);
      }

      @Override
      public void lost(HeldLease lease) {
        world.trace().say(() -> world.stamp() + machine + " loses " + lease.key());
        held.remove(lease);
      }

      @Override
      public void handOver(HeldLease lease, NodeId to) {
        machine.run("hand-over", () -> giveBack(lease));
      }

      private void giveBack(HeldLease lease) {
        try {
          boolean given = lease.release();
          world.trace().say(() -> world.stamp() + machine + " gives " + lease.key() + " " + given);
        } catch (StoreOutOfReachException unknown) {
          world.trace().say(() -> world.stamp() + machine + " does not know: " + lease.key());
        }
        held.remove(lease);
      }
    }

    private void checkOwners() {
      for (int i = 0; i < SHARDS; i++) {
        LeaseKey key = shard(i);
        long trusted = held.stream().filter(h -> h.key().equals(key) && h.isTrusted()).count();
        if (trusted > 1) {
          throw world.violated(key + " is trusted by " + trusted + " holders at once");
        }
      }
    }

    /// Five bad minutes, then one good one.
    void live() {
      Faults faults = network.faults();
      for (FaultKind kind : FaultKind.values()) {
        if (kind != FaultKind.OUTAGE && kind != FaultKind.ORPHAN) {
          faults.probability(kind, 0.02);
        }
      }
      var nodes = new ArrayList<Machine>();
      for (int i = 0; i < 4; i++) {
        nodes.add(startNode());
      }
      nodes.getFirst().stall(0.05, Duration.ofSeconds(3), () -> {});
      world.at(Duration.ofSeconds(60), () -> nodes.get(1).crash());
      world.at(Duration.ofSeconds(90), this::startNode);
      world.at(Duration.ofSeconds(120), () -> nodes.get(2).pause(Duration.ofSeconds(30)));
      world.at(
          Duration.ofSeconds(180),
          () -> faults.outage(nodes.get(3), "leases", Duration.ofSeconds(20)));
      world.run(Duration.ofMinutes(5));
      faults.calm();
      nodes.getFirst().stall(0, Duration.ZERO, () -> {});
      world.run(Duration.ofMinutes(1));
    }

    long hash() {
      return world.trace().hash();
    }

    long steps() {
      return world.steps();
    }

    long holders() {
      return held.stream().filter(HeldLease::isTrusted).map(HeldLease::key).distinct().count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void gives_each_lease_one_holder_however_bad_the_network_was(long seed) {
    var cluster = new Cluster(seed);

    cluster.live();

    assertThat(cluster.holders()).isEqualTo(SHARDS);
    var faults = cluster.network.faults().counts();
    assertThat(faults.get(FaultKind.DUPLICATE)).isPositive();
    assertThat(faults.get(FaultKind.ERROR_AFTER_SUCCESS)).isPositive();
    assertThat(faults.get(FaultKind.LATE_EFFECT)).isPositive();
    assertThat(faults.get(FaultKind.OUTAGE)).isPositive();
  }

  @Test
  void repeats_the_history_of_production_loops() {
    var first = new Cluster(42);
    var second = new Cluster(42);

    var read = new ArrayList<String>();
    second.world.trace().readBy(read::add);

    first.live();
    second.live();

    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.steps()).isEqualTo(first.steps()).isGreaterThan(10_000);
    assertThat(second.network.faults().counts()).isEqualTo(first.network.faults().counts());
    assertThat(read)
        .anyMatch(line -> line.contains("node1 crashes"))
        .anyMatch(line -> line.contains("logs WARN Declared a node dead"));
  }
}
