package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How nodes that look at the same table share its leases. They take their turns by hand, on one
/// clock.
final class LeaseSharingTest {

  private static final NodeScope SCOPE = new NodeScope("stack", Set.of(shard(1).mapping()));
  private static final LeaseKey.Manager MANAGER = new LeaseKey.Manager("stack");

  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();

  /// One node whose work can be given back at once, unless it is busy.
  private final class Node implements LeaseHolderListener {

    final List<HeldLease> held = new ArrayList<>();
    final LeasingService service;
    boolean taking = true;
    boolean busy;
    int handOvers;

    Node(int seed, NodeScope scope) {
      service =
          new LeasingService(
              store, LeaseTimes.DEFAULT, clock, new Random(seed), LeaseInterest.in(scope), this);
    }

    @Override
    public void taken(HeldLease lease) {
      held.add(lease);
    }

    @Override
    public void lost(HeldLease lease) {
      held.remove(lease);
    }

    @Override
    public void handOver(HeldLease lease, NodeId to) {
      handOvers++;
      if (!busy) {
        end(lease);
      }
    }

    @Override
    public boolean isTaking() {
      return taking;
    }

    void end(HeldLease lease) {
      lease.release();
      held.remove(lease);
    }

    /// What a fleet does when the node is told to stop.
    void drain() {
      taking = false;
      List.copyOf(held).forEach(this::end);
    }

    void turn() {
      service.beat();
      service.scan();
    }

    List<LeaseKey> shards() {
      return held.stream().map(HeldLease::key).filter(LeaseKey.Shard.class::isInstance).toList();
    }
  }

  private static LeaseKey.Shard shard(int number) {
    return Rows.shard("s" + number);
  }

  private void createShards(int count) {
    IntStream.rangeClosed(1, count)
        .forEach(i -> store.create(Lease.fresh(shard(i), Rows.HORIZON, Set.of())));
  }

  private Node started(int seed) {
    var node = new Node(seed, SCOPE);
    node.turn();
    return node;
  }

  /// Two seconds at a time, as far apart as beats and scans are.
  private void pass(Duration time, Node... alive) {
    for (long s = 0; s < time.toSeconds(); s += 2) {
      clock.advance(Duration.ofSeconds(2));
      for (Node node : alive) {
        node.turn();
      }
    }
  }

  @Test
  void has_one_manager_per_stack_whose_lease_passes_on_when_it_dies() {
    var first = started(1);
    var second = started(2);
    assertThat(first.held).extracting(HeldLease::key).containsExactly(MANAGER);
    pass(Duration.ofSeconds(10), first, second);
    assertThat(second.held).isEmpty();

    pass(Duration.ofSeconds(14), second);

    assertThat(second.held).extracting(HeldLease::key).containsExactly(MANAGER);
    assertThat(first.held.getFirst().isTrusted()).isFalse();
  }

  @Test
  void leaves_the_manager_lease_of_another_stack_alone() {
    var stranger = new Node(1, new NodeScope("other", Set.of()));
    stranger.turn();
    var node = started(2);

    assertThat(stranger.held)
        .extracting(HeldLease::key)
        .containsExactly(new LeaseKey.Manager("other"));
    assertThat(node.held).extracting(HeldLease::key).containsExactly(MANAGER);
  }

  @Test
  void gives_a_node_that_joins_later_its_share_one_lease_a_scan_and_then_rests() {
    createShards(6);
    var first = started(1);
    assertThat(first.shards()).hasSize(6);

    var second = started(2);
    pass(Duration.ofSeconds(4), first, second);
    assertThat(second.shards()).hasSizeLessThanOrEqualTo(2);
    pass(Duration.ofSeconds(20), first, second);

    assertThat(first.shards()).hasSize(3);
    assertThat(second.shards()).hasSize(3);
    int moved = first.handOvers;
    pass(Duration.ofMinutes(2), first, second);
    assertThat(first.handOvers).isEqualTo(moved).isEqualTo(3);
    assertThat(second.handOvers).isZero();
  }

  @Test
  void gives_no_lease_to_a_row_that_nobody_was_seen_to_live_under() {
    createShards(4);
    var node = started(1);
    store.register(new NodeId("orphan"), SCOPE);

    pass(Duration.ofSeconds(30), node);

    assertThat(node.handOvers).isZero();
    assertThat(store.nodes()).hasSize(1);
  }

  @Test
  void keeps_a_lease_on_its_way_out_until_its_work_has_ended() {
    createShards(2);
    var busy = started(1);
    busy.busy = true;
    var poor = started(2);

    pass(Duration.ofSeconds(60), busy, poor);
    assertThat(busy.handOvers).isEqualTo(1);
    assertThat(busy.shards()).hasSize(2);
    assertThat(poor.shards()).isEmpty();
    busy.held.stream().filter(HeldLease::isLeaving).toList().forEach(busy::end);
    poor.turn();

    assertThat(poor.shards()).hasSize(1);
    assertThat(poor.held.getFirst().taken().takeOvers()).isZero();
  }

  @Test
  void names_the_others_for_its_leases_when_it_stops_and_they_take_them_at_their_next_scan() {
    createShards(4);
    var leaving = started(1);
    var heirs = List.of(new Node(2, SCOPE), new Node(3, SCOPE));
    leaving.busy = true;
    for (int s = 0; s < 6; s++) {
      clock.advance(Duration.ofSeconds(2));
      heirs.forEach(Node::turn);
      leaving.turn();
    }

    leaving.drain();
    clock.advance(Duration.ofSeconds(2));
    heirs.forEach(Node::turn);

    assertThat(heirs).allSatisfy(heir -> assertThat(heir.shards()).hasSize(2));
    assertThat(store.leases())
        .allSatisfy(lease -> assertThat(lease.tenure()).isInstanceOf(Tenure.Held.class));
  }

  @Test
  void is_handed_nothing_and_takes_nothing_once_it_stops() {
    createShards(6);
    var rich = started(1);
    var stopping = started(2);
    stopping.drain();

    pass(Duration.ofSeconds(30), stopping, rich);

    assertThat(rich.shards()).hasSize(6);
    assertThat(rich.handOvers).isZero();
    assertThat(stopping.held).isEmpty();
    assertThat(store.nodes())
        .extracting(NodeRow::scope)
        .containsExactlyInAnyOrder(SCOPE, NodeScope.NOTHING);
  }

  @Test
  void shares_what_a_dead_node_leaves_within_two_scans_after_the_lease_duration() {
    createShards(9);
    var nodes = List.of(started(1), started(2), started(3));
    pass(Duration.ofSeconds(30), nodes.toArray(Node[]::new));
    assertThat(nodes).allSatisfy(node -> assertThat(node.shards()).hasSize(3));

    pass(Duration.ofSeconds(14), nodes.get(1), nodes.get(2));

    assertThat(nodes.get(1).shards().size() + nodes.get(2).shards().size()).isEqualTo(9);
    assertThat(nodes.get(1).shards()).hasSizeBetween(4, 5);
  }

  @Test
  void takes_the_whole_of_what_others_would_share_but_leave_lying() {
    var idle = new NodeId("idle");
    store.register(idle, SCOPE);
    createShards(4);
    var node = started(1);
    assertThat(node.shards()).hasSize(2);

    node.service.scan();

    assertThat(node.shards()).hasSize(4);
  }
}
