package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint.BatchInHand;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerTenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerWrite;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every lease store promises.
public abstract class LeaseStoreContract {

  private static final NodeId A = new NodeId("node-a");
  private static final NodeId B = new NodeId("node-b");
  private static final Tenure.Held BY_A = new Tenure.Held(A, new FencingToken("token-1"));
  private static final Tenure.Held BY_A_AGAIN = new Tenure.Held(A, new FencingToken("token-2"));
  private static final Tenure.Held BY_B = new Tenure.Held(B, new FencingToken("token-3"));
  private static final Tenure FREE = new Tenure.Free(null);

  protected static final LeaseKey.Shard SHARD =
      new LeaseKey.Shard(
          EventSourceMappingId.of("stack", "Mapping"),
          Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"),
          Instant.ofEpochMilli(1_764_079_621_017L),
          new ShardId("shardId-000000000000"));

  private static final NodeScope SCOPE = new NodeScope("stack", Set.of(SHARD.mapping()));

  private static final LeaseKey.Manager MANAGER_KEY = new LeaseKey.Manager("stack");
  private static final Tenure.Held BY_MANAGER = new Tenure.Held(A, new FencingToken("token-0"));
  private static final ManagerTenure MANAGER = new ManagerTenure(MANAGER_KEY, BY_MANAGER);

  private static final Checkpoint HORIZON =
      new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);

  private static final SequenceNumber BIG =
      SequenceNumber.parse("49668405670000000000000000000000000000000000100000001000");

  private static final Checkpoint AFTER_BIG =
      new Checkpoint.Open(new ReadPosition.After(BIG), null);

  private LeaseStore store;

  /// A store without any rows.
  protected abstract LeaseStore emptyStore();

  @BeforeEach
  final void makeStore() {
    store = emptyManagedStore();
  }

  /// A store with nothing but a manager.
  private LeaseStore emptyManagedStore() {
    LeaseStore empty = emptyStore();
    empty.createManager(MANAGER_KEY);
    empty.take(MANAGER_KEY, FREE, BY_MANAGER);
    return empty;
  }

  private ManagerWrite create(Lease lease) {
    return create(store, lease);
  }

  private static ManagerWrite create(LeaseStore in, Lease lease) {
    return in.create(List.of(lease), MANAGER);
  }

  private ManagerWrite remove(Lease seen) {
    return store.remove(seen, MANAGER);
  }

  /// All leases but the manager's.
  private static List<Lease> work(LeaseStore in) {
    return in.leases().stream().filter(l -> l.key() instanceof LeaseKey.OfMapping).toList();
  }

  private Lease row() {
    return work(store).getFirst();
  }

  private void createAndTake() {
    create(Lease.fresh(SHARD, HORIZON, Set.of()));
    store.take(SHARD, FREE, BY_A);
  }

  @Test
  void keeps_a_nodes_counter() {
    assertThat(store.register(A, SCOPE)).isEqualTo(Written.DONE);
    assertThat(store.register(A, SCOPE)).isEqualTo(Written.REFUSED);
    assertThat(store.nodes()).containsExactly(new NodeRow(A, SCOPE, 0, false));

    assertThat(store.heartbeat(A, 1)).isEqualTo(Written.DONE);

    assertThat(store.nodes()).containsExactly(new NodeRow(A, SCOPE, 1, false));
  }

  @Test
  void never_moves_a_counter_back_but_takes_a_repeated_request_for_the_first() {
    store.register(A, SCOPE);
    store.heartbeat(A, 6);

    assertThat(store.heartbeat(A, 6)).isEqualTo(Written.DONE);
    assertThat(store.heartbeat(A, 5)).isEqualTo(Written.REFUSED);

    assertThat(store.nodes()).containsExactly(new NodeRow(A, SCOPE, 6, false));
  }

  @Test
  void declares_a_node_dead_only_when_its_counter_stood_still() {
    store.register(A, SCOPE);
    store.heartbeat(A, 7);

    assertThat(store.declareDead(A, 6)).isEqualTo(Written.REFUSED);
    assertThat(store.declareDead(A, 7)).isEqualTo(Written.DONE);
    assertThat(store.declareDead(A, 7)).isEqualTo(Written.REFUSED);
    assertThat(store.nodes()).containsExactly(new NodeRow(A, SCOPE, 7, true));
  }

  @Test
  void refuses_the_heartbeat_of_the_dead_and_the_forgotten() {
    store.register(A, SCOPE);
    store.declareDead(A, 0);

    assertThat(store.heartbeat(A, 1)).isEqualTo(Written.REFUSED);
    store.forget(A);
    assertThat(store.heartbeat(A, 1)).isEqualTo(Written.REFUSED);
    assertThat(store.declareDead(A, 1)).isEqualTo(Written.REFUSED);
    assertThat(store.nodes()).isEmpty();
  }

  @Test
  @Rule("LEASE-060")
  void never_replaces_a_lease_that_exists() {
    createAndTake();

    assertThat(create(Lease.fresh(SHARD, HORIZON, Set.of()))).isEqualTo(ManagerWrite.REFUSED);
    assertThat(row().tenure()).isEqualTo(BY_A);
  }

  @Test
  void keeps_every_part_of_a_lease() {
    var parents = Set.of(new ShardId("shardId-000000000001"), new ShardId("shardId-2"));
    for (Checkpoint checkpoint :
        List.of(
            HORIZON,
            new Checkpoint.ShardEnd(),
            new Checkpoint.Open(
                new ReadPosition.AtTimestamp(Instant.parse("2026-03-01T12:00:00.017Z")), null),
            new Checkpoint.Open(
                new ReadPosition.After(BIG),
                new BatchInHand(BIG, SequenceNumber.parse(BIG + "9"), 2, 1)))) {
      LeaseStore one = emptyManagedStore();
      Lease lease = Lease.fresh(SHARD, checkpoint, parents);

      create(one, lease);

      assertThat(work(one)).containsExactly(lease);
    }
    LeaseStore another = emptyManagedStore();
    Lease seat = Lease.fresh(new LeaseKey.QueueSeat(SHARD.mapping(), 3), HORIZON, Set.of());
    create(another, seat);
    assertThat(work(another)).containsExactly(seat);
  }

  @Test
  void keeps_what_a_node_works_on_until_it_withdraws() {
    var wide =
        new NodeScope("another", Set.of(SHARD.mapping(), EventSourceMappingId.of("stack", "B")));
    store.register(A, wide);
    store.register(B, NodeScope.NOTHING);
    store.heartbeat(A, 3);
    assertThat(store.nodes())
        .containsExactlyInAnyOrder(
            new NodeRow(A, wide, 3, false), new NodeRow(B, NodeScope.NOTHING, 0, false));

    assertThat(store.withdraw(A)).isEqualTo(Written.DONE);
    assertThat(store.withdraw(B)).isEqualTo(Written.DONE);

    assertThat(store.nodes())
        .containsExactlyInAnyOrder(
            new NodeRow(A, NodeScope.NOTHING, 3, false),
            new NodeRow(B, NodeScope.NOTHING, 0, false));
    assertThat(store.heartbeat(A, 4)).isEqualTo(Written.DONE);
  }

  @Test
  void does_not_bring_a_forgotten_node_back_when_it_withdraws() {
    store.register(A, SCOPE);
    store.declareDead(A, 0);

    assertThat(store.withdraw(A)).isEqualTo(Written.DONE);
    assertThat(store.nodes()).containsExactly(new NodeRow(A, NodeScope.NOTHING, 0, true));
    store.forget(A);

    assertThat(store.withdraw(A)).isEqualTo(Written.REFUSED);
    assertThat(store.nodes()).isEmpty();
  }

  @Test
  void lets_anyone_create_a_manager_lease_which_is_taken_and_released_like_others() {
    var key = new LeaseKey.Manager("another-stack");

    assertThat(store.createManager(key)).isEqualTo(Written.DONE);
    assertThat(store.take(key, FREE, BY_B)).isEqualTo(new Lease(key, BY_B, HORIZON, Set.of(), 0));
    assertThat(store.createManager(key)).isEqualTo(Written.REFUSED);
    assertThat(store.leases()).contains(new Lease(key, BY_B, HORIZON, Set.of(), 0));
    store.release(key, BY_B, A);

    assertThat(store.leases())
        .contains(new Lease(key, new Tenure.Free(A), HORIZON, Set.of(), 0))
        .hasSize(2);
  }

  @Test
  void adds_leases_together_or_none_of_them() {
    Lease first = Lease.fresh(SHARD, HORIZON, Set.of());
    Lease second = Lease.fresh(SHARD.sibling(new ShardId("shardId-2")), HORIZON, Set.of());
    Lease third = Lease.fresh(SHARD.sibling(new ShardId("shardId-3")), HORIZON, Set.of());

    assertThat(store.create(List.of(first, second), MANAGER)).isEqualTo(ManagerWrite.DONE);
    assertThat(store.create(List.of(third, second), MANAGER)).isEqualTo(ManagerWrite.REFUSED);

    assertThat(work(store)).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void writes_nothing_for_whoever_is_not_the_manager() {
    Lease fresh = Lease.fresh(SHARD, HORIZON, Set.of());
    create(fresh);
    var other = Lease.fresh(SHARD.sibling(new ShardId("shardId-2")), HORIZON, Set.of());
    var otherStack = new LeaseKey.Manager("another-stack");

    for (ManagerTenure by :
        List.of(
            new ManagerTenure(MANAGER_KEY, BY_B),
            new ManagerTenure(MANAGER_KEY, new Tenure.Held(A, new FencingToken("token-9"))),
            new ManagerTenure(otherStack, BY_MANAGER))) {
      assertThat(store.create(List.of(other), by)).isEqualTo(ManagerWrite.NOT_MANAGER);
      assertThat(store.remove(fresh, by)).isEqualTo(ManagerWrite.NOT_MANAGER);
    }

    assertThat(work(store)).containsExactly(fresh);
  }

  @Test
  void writes_nothing_for_a_manager_that_released_its_lease() {
    Lease fresh = Lease.fresh(SHARD, HORIZON, Set.of());
    create(fresh);
    store.release(MANAGER_KEY, BY_MANAGER, null);

    assertThat(remove(fresh)).isEqualTo(ManagerWrite.NOT_MANAGER);

    assertThat(work(store)).containsExactly(fresh);
  }

  @Test
  void tells_a_manager_that_was_replaced_so_even_when_its_write_would_be_refused_anyhow() {
    Lease fresh = Lease.fresh(SHARD, HORIZON, Set.of());
    create(fresh);
    store.take(SHARD, FREE, BY_A);
    store.take(MANAGER_KEY, BY_MANAGER, BY_B);

    assertThat(create(fresh)).isEqualTo(ManagerWrite.NOT_MANAGER);
    assertThat(remove(fresh)).isEqualTo(ManagerWrite.NOT_MANAGER);
  }

  @Test
  void gives_a_free_lease_to_one_taker() {
    create(Lease.fresh(SHARD, HORIZON, Set.of()));

    Lease taken = store.take(SHARD, FREE, BY_A);

    assertThat(taken).isEqualTo(new Lease(SHARD, BY_A, HORIZON, Set.of(), 0));
    assertThat(store.take(SHARD, FREE, BY_B)).isNull();
    assertThat(row()).isEqualTo(taken);
  }

  @Test
  void takes_nothing_that_does_not_exist() {
    assertThat(store.take(SHARD, FREE, BY_A)).isNull();
    assertThat(store.take(SHARD, BY_B, BY_A)).isNull();
    assertThat(work(store)).isEmpty();
  }

  @Test
  void counts_take_overs_and_keeps_of_them_what_the_holder_says() {
    createAndTake();

    Lease taken = store.take(SHARD, BY_A, BY_B);
    assertThat(taken).isEqualTo(new Lease(SHARD, BY_B, HORIZON, Set.of(), 1));
    assertThat(store.take(SHARD, BY_B, BY_A)).extracting(Lease::takeOvers).isEqualTo(2);
    store.checkpoint(SHARD, BY_A, AFTER_BIG, 2);
    assertThat(row()).isEqualTo(new Lease(SHARD, BY_A, AFTER_BIG, Set.of(), 2));
    store.checkpoint(SHARD, BY_A, AFTER_BIG, 1);

    assertThat(row().takeOvers()).isEqualTo(1);
  }

  @Test
  void counts_no_take_over_from_a_node_that_gave_the_lease_back_but_forgets_none() {
    createAndTake();
    store.take(SHARD, BY_A, BY_B);
    store.release(SHARD, BY_B, null);

    assertThat(store.take(SHARD, FREE, BY_A)).extracting(Lease::takeOvers).isEqualTo(1);
  }

  @Test
  void tells_a_holder_whose_row_was_removed_from_one_that_was_replaced() {
    createAndTake();
    remove(row());

    assertThat(store.checkpoint(SHARD, BY_A, AFTER_BIG, 0)).isEqualTo(Written.GONE);
    assertThat(work(store)).isEmpty();

    createAndTake();
    store.take(SHARD, BY_A, BY_B);
    assertThat(store.checkpoint(SHARD, BY_A, AFTER_BIG, 0)).isEqualTo(Written.REFUSED);
    store.release(SHARD, BY_B, null);
    assertThat(store.checkpoint(SHARD, BY_B, AFTER_BIG, 0)).isEqualTo(Written.REFUSED);
  }

  @Test
  @Rule({"LEASE-045", "LEASE-060"})
  void refuses_the_checkpoint_of_a_holder_that_was_replaced() {
    createAndTake();
    store.take(SHARD, BY_A, BY_B);
    var checkpoint = new Checkpoint.Open(new ReadPosition.After(BIG), null);

    assertThat(store.checkpoint(SHARD, BY_A, checkpoint, 0)).isEqualTo(Written.REFUSED);
    assertThat(store.release(SHARD, BY_A, null)).isEqualTo(Written.REFUSED);
    assertThat(row()).isEqualTo(new Lease(SHARD, BY_B, HORIZON, Set.of(), 1));
  }

  @Test
  @Rule("LEASE-045")
  void tells_two_tenures_of_one_node_apart() {
    createAndTake();
    store.release(SHARD, BY_A, null);
    store.take(SHARD, FREE, BY_A_AGAIN);

    assertThat(store.checkpoint(SHARD, BY_A, new Checkpoint.ShardEnd(), 0))
        .isEqualTo(Written.REFUSED);
    assertThat(store.checkpoint(SHARD, BY_A_AGAIN, new Checkpoint.ShardEnd(), 0))
        .isEqualTo(Written.DONE);
  }

  @Test
  @Rule("KIN-083")
  void keeps_and_removes_the_batch_in_hand_with_the_checkpoint() {
    createAndTake();
    var trying =
        new Checkpoint.Open(new ReadPosition.TrimHorizon(), new BatchInHand(BIG, BIG, 2, 1));
    var done = new Checkpoint.Open(new ReadPosition.After(BIG), null);

    store.checkpoint(SHARD, BY_A, trying, 0);
    assertThat(row().checkpoint()).isEqualTo(trying);
    store.checkpoint(SHARD, BY_A, done, 0);
    assertThat(row().checkpoint()).isEqualTo(done);
  }

  @Test
  void removes_a_lease_only_while_its_row_is_as_it_was_seen() {
    create(Lease.fresh(SHARD, HORIZON, Set.of()));
    Lease free = row();
    store.take(SHARD, FREE, BY_A);
    Lease held = row();
    var further = new Checkpoint.Open(new ReadPosition.After(BIG), new BatchInHand(BIG, BIG, 1, 0));
    store.checkpoint(SHARD, BY_A, further, 0);
    Lease moved = row();
    store.checkpoint(SHARD, BY_A, new Checkpoint.Open(new ReadPosition.After(BIG), null), 0);
    Lease settled = row();

    assertThat(remove(free)).isEqualTo(ManagerWrite.REFUSED);
    assertThat(remove(held)).isEqualTo(ManagerWrite.REFUSED);
    assertThat(remove(moved)).isEqualTo(ManagerWrite.REFUSED);
    assertThat(work(store)).containsExactly(settled);

    assertThat(remove(settled)).isEqualTo(ManagerWrite.DONE);
    assertThat(remove(settled)).isEqualTo(ManagerWrite.REFUSED);
    assertThat(work(store)).isEmpty();
  }

  @Test
  void removes_a_free_lease_with_a_batch_in_hand() {
    createAndTake();
    var further = new Checkpoint.Open(new ReadPosition.After(BIG), new BatchInHand(BIG, BIG, 1, 0));
    store.checkpoint(SHARD, BY_A, further, 0);
    store.release(SHARD, BY_A, null);

    assertThat(remove(row())).isEqualTo(ManagerWrite.DONE);
    assertThat(work(store)).isEmpty();
  }

  @Test
  void names_whom_a_released_lease_should_go_to() {
    createAndTake();

    store.release(SHARD, BY_A, B);
    assertThat(row().tenure()).isEqualTo(new Tenure.Free(B));

    assertThat(store.take(SHARD, new Tenure.Free(B), BY_B)).isNotNull();
    store.release(SHARD, BY_B, null);
    assertThat(row().tenure()).isEqualTo(FREE);
  }
}
