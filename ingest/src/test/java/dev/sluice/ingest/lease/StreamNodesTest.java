package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PolledShard;
import dev.sluice.ingest.poller.StreamPacing;
import dev.sluice.ingest.poller.StreamPoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.scaling.StreamTracker;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.RecordingSender;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whole nodes on one stream: leasing service, tracker and pollers, taking their turns by hand on
/// one clock.
final class StreamNodesTest {

  private static final ShardId ROOT = new ShardId("shardId-000");
  private static final ShardId LEFT = new ShardId("shardId-001");
  private static final ShardId RIGHT = new ShardId("shardId-002");
  private static final Arn FUNCTION =
      Arn.parse("arn:aws:lambda:us-east-1:000000000000:function:record-quake");
  private static final Arn ROLE = Arn.parse("arn:aws:iam::000000000000:role/quakes");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final InMemoryStream stream = new InMemoryStream(clock);
  private final StreamMapping mapping =
      StreamMappings.mapping(2, new RetryLimits(-1, null, false), false, null);

  /// Who invoked the function with how many records, in order.
  private final List<String> invocations = new ArrayList<>();

  private boolean failing;

  /// A node and the turn takers it works with.
  private final class Node implements LeaseHolderListener {

    private final String name;
    private final Map<HeldLease, TurnTaker> work = new LinkedHashMap<>();
    private final LeasingService leasing;
    private final Surroundings around;

    Node(String name) {
      this.name = name;
      var random = new Random(name.hashCode());
      var scope = new NodeScope("stack", Set.of(mapping.id()));
      this.around =
          new Surroundings(
              new ScriptedInvoker(this::invoked), new RecordingListener(), clock, random);
      this.leasing =
          new LeasingService(
              store, LeaseTimes.DEFAULT, clock, random, LeaseInterest.in(scope), this);
    }

    private InvocationOutcome invoked(InvocationRequest request) {
      int records = request.payload().text().split("sequenceNumber", -1).length - 1;
      invocations.add(name + " " + records);
      return failing ? ScriptedInvoker.failed() : ScriptedInvoker.succeeded("null");
    }

    @Override
    public void taken(HeldLease lease) {
      work.put(lease, takerOf(lease));
    }

    @Override
    public void lost(HeldLease lease) {
      work.remove(lease);
    }

    @Override
    public void handOver(HeldLease lease, NodeId to) {
      work.remove(lease);
      lease.release();
    }

    private TurnTaker takerOf(HeldLease lease) {
      return switch (lease.key()) {
        case LeaseKey.Manager _ ->
            new StreamTracker(
                List.of(new TrackedStream(mapping, stream)),
                new ManagerLease(lease),
                Duration.ofSeconds(10));
        case LeaseKey.Shard shard ->
            new StreamPoller(
                polled(shard), lease, new RecordingSender(), StreamPacing.DEFAULT, around);
        case LeaseKey.QueueSeat seat -> throw new AssertionError(seat.text());
      };
    }

    private PolledShard polled(LeaseKey.Shard shard) {
      return new PolledShard(
          mapping,
          FUNCTION,
          shard.shard(),
          stream.open(shard.shard()),
          new KinesisEventShape(StreamMappings.STREAM, ROLE));
    }

    void turn() throws InterruptedException {
      leasing.beat();
      leasing.scan();
      for (HeldLease lease : List.copyOf(work.keySet())) {
        workUnder(lease);
      }
    }

    /// Until it rests.
    private void workUnder(HeldLease lease) throws InterruptedException {
      TurnTaker taker = work.get(lease);
      Turn turn = new Turn.Again();
      while (turn instanceof Turn.Again && taker != null) {
        turn = taker.turn();
      }
      if (turn instanceof Turn.Finished) {
        work.remove(lease);
        lease.release();
      }
    }

    List<ShardId> shards() {
      return work.keySet().stream()
          .map(HeldLease::key)
          .filter(LeaseKey.Shard.class::isInstance)
          .map(key -> ((LeaseKey.Shard) key).shard())
          .toList();
    }
  }

  private void pass(Duration time, Node... nodes) throws InterruptedException {
    for (long s = 0; s < time.toSeconds(); s += 2) {
      for (Node node : nodes) {
        node.turn();
      }
      clock.advance(Duration.ofSeconds(2));
    }
  }

  private List<Lease> shardLeases() {
    return store.leases().stream().filter(l -> l.key() instanceof LeaseKey.Shard).toList();
  }

  private Lease leaseOf(ShardId shard) {
    return shardLeases().stream()
        .filter(l -> ((LeaseKey.Shard) l.key()).shard().equals(shard))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Rule({"LEASE-016", "LEASE-031"})
  void leads_a_shards_lease_from_discovery_to_deletion() throws InterruptedException {
    stream.addShard(ROOT);
    stream.put(ROOT, 4);
    var node = new Node("a");
    assertThat(store.leases()).isEmpty();

    node.turn();
    assertThat(leaseOf(ROOT)).isEqualTo(Lease.fresh(leaseOf(ROOT).key(), Rows.HORIZON, Set.of()));
    pass(Duration.ofSeconds(6), node);
    assertThat(leaseOf(ROOT).tenure()).isInstanceOf(Tenure.Held.class);
    assertThat(invocations).containsExactly("a 2", "a 2");

    stream.close(ROOT);
    pass(Duration.ofSeconds(6), node);
    assertThat(leaseOf(ROOT).checkpoint()).isEqualTo(new Checkpoint.ShardEnd());
    assertThat(leaseOf(ROOT).tenure()).isInstanceOf(Tenure.Free.class);
    assertThat(node.shards()).isEmpty();
    pass(Duration.ofMinutes(2), node);
    assertThat(shardLeases()).hasSize(1);

    stream.trim(ROOT);
    pass(Duration.ofSeconds(40), node);
    assertThat(shardLeases()).isEmpty();
  }

  @Test
  @Rule({"LEASE-017", "LEASE-032"})
  void gives_the_children_of_a_split_pollers_of_their_own_once_the_parent_is_read_to_its_end()
      throws InterruptedException {
    stream.addShard(ROOT);
    stream.put(ROOT, 2);
    var nodes = List.of(new Node("a"), new Node("b"));
    pass(Duration.ofSeconds(10), nodes.toArray(Node[]::new));
    failing = true;
    stream.put(ROOT, 2);
    pass(Duration.ofSeconds(4), nodes.toArray(Node[]::new));

    stream.close(ROOT);
    stream.addShard(LEFT, ROOT);
    stream.addShard(RIGHT, ROOT);
    pass(Duration.ofSeconds(20), nodes.toArray(Node[]::new));
    assertThat(shardLeases()).hasSize(3);
    assertThat(leaseOf(LEFT).tenure()).isInstanceOf(Tenure.Free.class);
    failing = false;
    pass(Duration.ofSeconds(80), nodes.toArray(Node[]::new));

    assertThat(leaseOf(ROOT).checkpoint()).isEqualTo(new Checkpoint.ShardEnd());
    assertThat(nodes).allSatisfy(node -> assertThat(node.shards()).hasSize(1));
    assertThat(nodes).flatExtracting(Node::shards).containsExactlyInAnyOrder(LEFT, RIGHT);
  }

  @Test
  @Rule({"LEASE-009", "LEASE-014"})
  void replaces_a_poller_that_died_by_one_that_goes_on_at_its_last_checkpoint()
      throws InterruptedException {
    stream.addShard(ROOT);
    stream.put(ROOT, 2);
    var dead = new Node("dead");
    var heir = new Node("heir");
    pass(Duration.ofSeconds(6), dead);
    heir.turn();
    assertThat(invocations).containsExactly("dead 2");
    stream.put(ROOT, 2);

    pass(Duration.ofSeconds(10), heir);
    assertThat(invocations).containsExactly("dead 2");
    pass(Duration.ofSeconds(10), heir);

    assertThat(invocations).startsWith("dead 2").hasSizeGreaterThan(1).doesNotContain("heir 4");
    assertThat(invocations.subList(1, invocations.size())).allMatch(i -> i.startsWith("heir"));
    assertThat(stream.isReadTo(ROOT, leaseOf(ROOT).checkpoint())).isTrue();
    assertThat(leaseOf(ROOT).tenure()).isInstanceOf(Tenure.Held.class);
  }

  @Test
  @Rule("LEASE-062")
  void goes_on_with_the_attempts_of_a_batch_whose_poller_died() throws InterruptedException {
    stream.addShard(ROOT);
    stream.put(ROOT, 1);
    failing = true;
    var dead = new Node("dead");
    var heir = new Node("heir");
    pass(Duration.ofSeconds(6), dead);
    heir.turn();
    int before = attempts();

    assertThat(before).isPositive();
    pass(Duration.ofSeconds(20), heir);

    assertThat(attempts()).isGreaterThan(before);
    assertThat(attempts()).isEqualTo(invocations.size());
  }

  private int attempts() {
    return leaseOf(ROOT).checkpoint() instanceof Checkpoint.Open(var _, var inHand)
            && inHand != null
        ? inHand.attempts()
        : 0;
  }
}
