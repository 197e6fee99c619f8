package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Nodes that take their turns by hand, on one clock.
final class LeasingServiceTest {

  private static final Checkpoint HORIZON =
      new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);

  private static final NodeScope SCOPE = new NodeScope("", Set.of(shard(1).mapping()));

  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();

  /// One node and what it was told.
  private class Node implements LeaseHolderListener {

    final List<HeldLease> held = new ArrayList<>();
    final List<NodeId> deposed = new ArrayList<>();
    final LeasingService service;

    Node(int seed) {
      this(seed, _ -> true);
    }

    Node(int seed, Predicate<LeaseKey> wanted) {
      this(seed, new LeaseInterest(SCOPE, wanted));
    }

    Node(int seed, LeaseInterest interest) {
      service =
          new LeasingService(
              store,
              LeaseTimes.DEFAULT,
              clock,
              new Random(seed),
              interest,
              new LeaseHolderListener() {
                @Override
                public void taken(HeldLease lease) {
                  Node.this.taken(lease);
                }

                @Override
                public void lost(HeldLease lease) {
                  Node.this.lost(lease);
                }

                @Override
                public void handOver(HeldLease lease, NodeId to) {
                  Node.this.handOver(lease, to);
                }

                @Override
                public void deposed(NodeId former) {
                  deposed.add(former);
                }
              });
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
      lease.release();
      held.remove(lease);
    }

    HeldLease lease(LeaseKey key) {
      return held.stream().filter(l -> l.key().equals(key)).findFirst().orElseThrow();
    }

    List<LeaseKey> keys() {
      return held.stream().map(HeldLease::key).toList();
    }
  }

  private static LeaseKey.Shard shard(int number) {
    return new LeaseKey.Shard(
        EventSourceMappingId.of("stack", "Mapping"),
        Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"),
        Instant.EPOCH,
        new ShardId("shardId-" + number));
  }

  private void create(LeaseKey.Shard key, Checkpoint checkpoint, ShardId... parents) {
    store.create(Lease.fresh(key, checkpoint, Set.of(parents)));
  }

  private void pass(Duration time, Node... alive) {
    for (long s = 0; s < time.toSeconds(); s++) {
      clock.advance(Duration.ofSeconds(1));
      for (Node node : alive) {
        node.service.beat();
        node.service.scan();
      }
    }
  }

  private Node started(int seed) {
    return start(new Node(seed));
  }

  private static Node start(Node node) {
    node.service.beat();
    node.service.scan();
    return node;
  }

  @Test
  void takes_what_is_free_and_leaves_what_another_node_holds() {
    create(shard(1), HORIZON);

    var first = started(1);
    var second = started(2);
    pass(Duration.ofMinutes(2), first, second);

    assertThat(first.keys()).containsExactly(shard(1));
    assertThat(second.keys()).isEmpty();
    assertThat(first.held).allMatch(HeldLease::isTrusted);
  }

  @Test
  void takes_nothing_before_it_has_a_row_of_its_own() {
    create(shard(1), HORIZON);
    var node = new Node(1);

    node.service.scan();

    assertThat(node.held).isEmpty();
  }

  @Test
  @Rule({"LEASE-041", "LEASE-009", "LEASE-014"})
  void takes_a_dead_nodes_leases_once_its_counter_stood_still_for_the_lease_duration() {
    create(shard(1), HORIZON);
    var dead = started(1);
    var heir = started(2);

    pass(Duration.ofSeconds(9), heir);
    assertThat(heir.held).isEmpty();
    pass(Duration.ofSeconds(3), heir);

    assertThat(heir.keys()).containsExactly(shard(1));
    assertThat(heir.held.getFirst().taken().takeOvers()).isEqualTo(1);
    assertThat(dead.held.getFirst().isTrusted()).isFalse();
  }

  @Test
  @Rule({"LEASE-045", "LEASE-061"})
  void stops_trusting_its_leases_before_anyone_may_take_them() {
    create(shard(1), HORIZON);
    var silent = started(1);
    var other = started(2);

    while (silent.held.getFirst().isTrusted()) {
      assertThat(other.held).isEmpty();
      pass(Duration.ofSeconds(1), other);
    }

    assertThat(other.held).isEmpty();
    assertThat(LeaseTimes.DEFAULT.heartbeat().multipliedBy(3))
        .isLessThanOrEqualTo(LeaseTimes.DEFAULT.leaseDuration());
    assertThat(silent.held.getFirst().checkpoint(HORIZON, 0)).isFalse();
    assertThat(store.checkpoints()).isEmpty();
  }

  @Test
  void loses_everything_and_rejoins_under_a_new_id_when_its_term_has_run_out() {
    create(shard(1), HORIZON);
    var node = started(1);
    HeldLease before = node.held.getFirst();

    clock.advance(Duration.ofSeconds(8));
    node.service.beat();

    assertThat(node.held).isEmpty();
    assertThat(before.isLost()).isTrue();
    pass(Duration.ofSeconds(15), node);
    assertThat(node.keys()).containsExactly(shard(1));
    assertThat(node.held.getFirst().owner()).isNotEqualTo(before.owner());
    assertThat(before.isTrusted()).isFalse();
    assertThat(before.checkpoint(HORIZON, 0)).isFalse();
  }

  @Test
  void loses_everything_with_its_term_also_while_no_heartbeat_returns() {
    create(shard(1), HORIZON);
    var node = started(1);
    HeldLease before = node.held.getFirst();

    node.service.watchTerm();
    assertThat(node.held).containsExactly(before);
    clock.advance(Duration.ofSeconds(8));
    node.service.watchTerm();

    assertThat(node.held).isEmpty();
    assertThat(before.isLost()).isTrue();
    assertThat(node.service.member()).isEmpty();
    node.service.beat();
    assertThat(node.service.member()).isPresent().get().isNotEqualTo(before.owner());
  }

  @Test
  @Rule("LEASE-045")
  void loses_everything_when_its_heartbeat_is_refused() {
    create(shard(1), HORIZON);
    var node = started(1);
    HeldLease before = node.held.getFirst();
    store.declareDead(before.owner(), 0);

    clock.advance(Duration.ofSeconds(2));
    node.service.beat();

    assertThat(node.held).isEmpty();
    assertThat(before.isLost()).isTrue();
  }

  @Test
  void gives_up_its_leases_when_the_store_stays_out_of_reach() {
    create(shard(1), HORIZON);
    var node = started(1);
    HeldLease lease = node.held.getFirst();
    store.outOfReach(true);

    pass(Duration.ofSeconds(7), node);
    assertThat(lease.isTrusted()).isTrue();
    pass(Duration.ofSeconds(1), node);

    assertThat(lease.isTrusted()).isFalse();
    assertThat(node.held).isEmpty();
    store.outOfReach(false);
    pass(Duration.ofSeconds(15), node);
    assertThat(node.keys()).containsExactly(shard(1));
  }

  @Test
  void gives_everything_back_when_it_stops_so_that_others_need_not_wait()
      throws InterruptedException {
    create(shard(1), HORIZON);
    var leaving = started(1);
    var heir = started(2);

    leaving.service.stop(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1), heir);

    assertThat(heir.keys()).containsExactly(shard(1));
    assertThat(heir.held.getFirst().taken().takeOvers()).isZero();
    assertThat(store.nodes()).hasSize(1);
  }

  @Test
  void forgets_a_dead_node_once_no_lease_names_it() {
    create(shard(1), HORIZON);
    started(1);
    var heir = started(2);

    pass(Duration.ofSeconds(15), heir);

    assertThat(store.nodes()).singleElement().matches(row -> !row.dead());
  }

  @Test
  @Rule({"KIN-011", "LEASE-032"})
  void waits_with_a_child_until_its_parent_is_finished() {
    create(shard(1), HORIZON);
    create(shard(2), HORIZON, shard(1).shard());
    var node = started(1);
    assertThat(node.keys()).containsExactly(shard(1));

    node.held.getFirst().checkpoint(new Checkpoint.ShardEnd(), 0);
    node.held.getFirst().release();
    pass(Duration.ofSeconds(1), node);

    assertThat(node.keys()).containsExactlyInAnyOrder(shard(1), shard(2));
  }

  @Test
  @Rule({"KIN-012", "LEASE-032"})
  void waits_with_a_merged_child_for_both_parents_but_not_for_a_trimmed_one() {
    create(shard(1), new Checkpoint.ShardEnd());
    create(shard(2), HORIZON);
    create(shard(3), HORIZON, shard(1).shard(), shard(2).shard());
    create(shard(4), HORIZON, shard(1).shard(), new ShardId("trimmed"));

    assertThat(started(1).keys()).containsExactlyInAnyOrder(shard(2), shard(4));
  }

  @Test
  void leaves_a_lease_to_its_preferred_owner_for_one_scan() {
    create(shard(1), HORIZON);
    var giver = started(1);
    HeldLease lease = giver.held.getFirst();
    var preferred = new NodeId("preferred");
    store.register(preferred, SCOPE);
    store.release(shard(1), (Tenure.Held) store.lease(shard(1)).tenure(), preferred);
    lease.lose();

    var other = started(2);
    assertThat(other.held).isEmpty();
    other.service.scan();

    assertThat(other.keys()).containsExactly(shard(1));
  }

  @Test
  void takes_a_lease_back_whose_release_it_never_heard_of() {
    create(shard(1), HORIZON);
    var node = started(1);
    store.outOfReach(true);
    try {
      node.held.getFirst().release();
    } catch (StoreOutOfReachException lostAnswer) {
      assertThat(lostAnswer).hasMessage("out of reach");
    }
    store.outOfReach(false);

    pass(Duration.ofSeconds(2), node);

    assertThat(node.held).hasSize(2);
    assertThat(node.held.getLast().isTrusted()).isTrue();
  }

  @Test
  void cannot_checkpoint_after_another_node_took_the_lease() {
    create(shard(1), HORIZON);
    var node = started(1);
    var row = store.lease(shard(1));
    store.take(
        shard(1), row.tenure(), new Tenure.Held(new NodeId("thief"), new FencingToken("stolen")));

    assertThat(node.held.getFirst().checkpoint(new Checkpoint.ShardEnd(), 0)).isFalse();
    assertThat(node.held.getFirst().isLost()).isTrue();
    assertThat(store.lease(shard(1)).checkpoint()).isEqualTo(HORIZON);
    assertThat(store.heartbeat(node.held.getFirst().owner(), 9)).isEqualTo(Written.DONE);
  }

  @Test
  void goes_on_taking_when_one_lease_cannot_be_worked_under() {
    create(shard(1), HORIZON);
    create(shard(2), HORIZON);
    var node =
        start(
            new Node(1) {
              @Override
              public void taken(HeldLease lease) {
                if (lease.key().equals(shard(1))) {
                  throw new IllegalStateException("by the test");
                }
                super.taken(lease);
              }
            });

    assertThat(node.keys()).containsExactly(shard(2));
    node.service.scan();
    assertThat(store.lease(shard(1)).tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void gives_back_at_once_what_was_finished_since_it_was_seen() {
    create(shard(1), HORIZON);
    var other = new Tenure.Held(new NodeId("other"), new FencingToken("other"));
    var node =
        start(
            new Node(
                1,
                key -> {
                  if (store.take(key, new Tenure.Free(null), other) != null) {
                    store.checkpoint(key, other, new Checkpoint.ShardEnd(), 0);
                    store.release(key, other, null);
                  }
                  return true;
                }));

    assertThat(node.held).isEmpty();
    assertThat(store.lease(shard(1)).checkpoint()).isEqualTo(new Checkpoint.ShardEnd());
    assertThat(store.lease(shard(1)).tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void lets_go_of_a_lease_whose_row_was_removed() {
    create(shard(1), HORIZON);
    create(shard(2), HORIZON);
    var node = started(1);
    HeldLease gone = node.lease(shard(1));
    store.remove(store.lease(shard(1)));

    node.service.scan();

    assertThat(node.keys()).containsExactly(shard(2));
    assertThat(gone.isLost()).isTrue();
    assertThat(gone.isGone()).isTrue();
  }

  @Test
  @Rule("LEASE-007")
  void lets_go_of_a_lease_it_has_no_use_for_any_more() {
    create(shard(1), HORIZON);
    var wanted = new AtomicBoolean(true);
    var node = start(new Node(1, _ -> wanted.get()));
    assertThat(node.keys()).containsExactly(shard(1));
    HeldLease unwanted = node.held.getFirst();
    wanted.set(false);

    node.service.scan();

    assertThat(node.held).isEmpty();
    assertThat(unwanted.isGone()).isFalse();
    assertThat(store.lease(shard(1)).tenure()).isInstanceOf(Tenure.Free.class);
  }

  @Test
  void says_once_that_a_node_lost_its_leases() {
    create(shard(1), HORIZON);
    create(shard(2), HORIZON);
    var log = (Logger) LoggerFactory.getLogger(LeasingService.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var node = started(1);
    log.addAppender(lines);
    try {
      clock.advance(Duration.ofSeconds(8));
      node.service.beat();
    } finally {
      log.detachAppender(lines);
    }

    assertThat(lines.list).filteredOn(line -> line.getLevel() == Level.WARN).hasSize(1);
  }

  @Test
  void tells_its_standing_while_its_own_term_runs() {
    var node = new Node(1);
    assertThat(node.service.member()).isEmpty();
    node.service.beat();
    NodeId id = store.nodes().getFirst().node();
    assertThat(node.service.member()).contains(id);

    clock.advance(Duration.ofSeconds(8));
    assertThat(node.service.member()).isEmpty();
    node.service.beat();

    assertThat(node.service.member()).isEmpty();
    assertThat(node.deposed).containsExactly(id);
    node.service.beat();
    assertThat(node.service.member()).isPresent().isNotEqualTo(Optional.of(id));
  }

  @Test
  void is_told_that_it_was_deposed_even_when_it_held_nothing() {
    var node = new Node(1);
    node.service.beat();
    NodeId id = store.nodes().getFirst().node();
    store.declareDead(id, 0);

    node.service.beat();

    assertThat(node.deposed).containsExactly(id);
  }

  /// Were the counter the same, others would count from the first write and the node from the
  /// second.
  @Test
  void moves_its_counter_on_when_it_tries_again_after_an_answer_was_lost() {
    var node = new Node(1);
    node.service.beat();
    store.loseNextAnswer();
    node.service.beat();
    assertThat(store.nodes().getFirst().heartbeat()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(3));
    node.service.beat();

    assertThat(store.nodes().getFirst().heartbeat()).isEqualTo(2);
  }
}
