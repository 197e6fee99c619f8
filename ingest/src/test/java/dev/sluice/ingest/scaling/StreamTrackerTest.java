package dev.sluice.ingest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseTerm;
import dev.sluice.ingest.lease.ManagerLease;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.testing.StreamRecords;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class StreamTrackerTest {

  private static final ShardId ROOT = new ShardId("shardId-000");
  private static final ShardId LEFT = new ShardId("shardId-001");
  private static final ShardId RIGHT = new ShardId("shardId-002");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final Instant created = clock.now();
  private final InMemoryStream stream = new InMemoryStream(clock);
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();

  private static final LeaseKey.Manager MANAGER = new LeaseKey.Manager("stack");

  private Duration termEnds = Duration.ofDays(10_000);
  private int tenures;

  private StreamTracker tracker(StartingPosition start) {
    return tracker(start, stream);
  }

  /// A tracker under a new tenure of the manager lease, taken from whoever has it.
  private StreamTracker tracker(StartingPosition start, StreamSource source) {
    return new StreamTracker(
        List.of(new TrackedStream(StreamMappings.startingAt(start), source)),
        new ManagerLease(manage()),
        Duration.ofSeconds(10));
  }

  private HeldLease manage() {
    store.createManager(MANAGER);
    var mine = new Tenure.Held(new NodeId("manager"), new FencingToken("tenure-" + ++tenures));
    Lease row = Objects.requireNonNull(store.take(MANAGER, store.lease(MANAGER).tenure(), mine));
    return new HeldLease(row, mine, store, () -> new LeaseTerm(termEnds), clock);
  }

  /// All leases but the manager's.
  private List<Lease> work() {
    return store.leases().stream().filter(l -> l.key() instanceof LeaseKey.OfMapping).toList();
  }

  /// A listing after which something happens before it can be acted upon.
  private StreamSource thenAtOnce(Runnable happens) {
    return new StreamSource() {
      @Override
      public StreamListing list() {
        StreamListing listing = stream.list();
        happens.run();
        return listing;
      }

      @Override
      public ShardReader open(ShardId shard) {
        return stream.open(shard);
      }
    };
  }

  private LeaseKey.Shard key(ShardId shard) {
    return new LeaseKey.Shard(
        StreamMappings.startingAt(new StartingPosition.TrimHorizon()).id(),
        StreamMappings.STREAM,
        created,
        shard);
  }

  private static Checkpoint at(ReadPosition position) {
    return new Checkpoint.Open(position, null);
  }

  @Test
  @Rule({"KIN-003", "LEASE-008", "LEASE-060"})
  void creates_one_lease_per_shard_at_the_starting_position() {
    stream.addShard(ROOT);
    stream.addShard(LEFT);

    tracker(new StartingPosition.TrimHorizon()).turn();

    assertThat(work())
        .containsExactlyInAnyOrder(
            Lease.fresh(key(ROOT), at(new ReadPosition.TrimHorizon()), Set.of()),
            Lease.fresh(key(LEFT), at(new ReadPosition.TrimHorizon()), Set.of()));
  }

  @Test
  @Rule("KIN-003")
  void makes_latest_durable_as_the_moment_the_stream_was_asked() {
    stream.addShard(ROOT);
    clock.advance(Duration.ofHours(1));
    Instant asked = clock.now();
    var tracker = tracker(new StartingPosition.Latest());

    tracker.turn();
    clock.advance(Duration.ofHours(1));
    tracker.turn();

    assertThat(store.lease(key(ROOT)).checkpoint())
        .isEqualTo(at(new ReadPosition.AtTimestamp(asked)));
  }

  @Test
  @Rule({"LEASE-033", "KIN-011", "LEASE-017"})
  void starts_a_child_born_later_at_its_beginning_whatever_the_mapping_says() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.Latest());
    tracker.turn();

    stream.addShard(LEFT, ROOT);
    stream.addShard(RIGHT, ROOT);
    tracker.turn();

    assertThat(store.lease(key(LEFT)))
        .isEqualTo(Lease.fresh(key(LEFT), at(new ReadPosition.TrimHorizon()), Set.of(ROOT)));
    assertThat(store.lease(key(RIGHT)).parents()).containsExactly(ROOT);
  }

  @Test
  @Rule("LEASE-033")
  void gives_a_stream_seen_for_the_first_time_leases_for_open_and_closed_shards() {
    stream.addShard(ROOT);
    stream.addShard(LEFT, ROOT);
    var start = new StartingPosition.AtTimestamp(created);

    tracker(start).turn();

    assertThat(work())
        .extracting(Lease::checkpoint)
        .containsOnly(at(new ReadPosition.AtTimestamp(created)))
        .hasSize(2);
  }

  @Test
  void takes_an_ancestor_left_over_by_a_crash_for_old_and_not_for_a_child() {
    stream.addShard(ROOT);
    stream.addShard(LEFT, ROOT);
    stream.addShard(RIGHT, LEFT);
    var start = new StartingPosition.AtTimestamp(created);
    store.create(Lease.fresh(key(RIGHT), at(new ReadPosition.AtTimestamp(created)), Set.of(LEFT)));

    tracker(start).turn();

    assertThat(work())
        .extracting(Lease::checkpoint)
        .containsOnly(at(new ReadPosition.AtTimestamp(created)))
        .hasSize(3);
  }

  @Test
  void never_rewinds_a_lease_that_exists() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    var mine = new Tenure.Held(new NodeId("node"), new FencingToken("token"));
    store.take(key(ROOT), new Tenure.Free(null), mine);
    var far = at(new ReadPosition.After(StreamRecords.number(9)));
    store.checkpoint(key(ROOT), mine, far, 0);

    tracker.turn();

    assertThat(store.lease(key(ROOT)).checkpoint()).isEqualTo(far);
    assertThat(store.lease(key(ROOT)).tenure()).isEqualTo(mine);
  }

  @Test
  void looks_again_when_the_store_was_out_of_reach() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    store.outOfReach(true);
    tracker.turn();
    store.outOfReach(false);

    tracker.turn();

    assertThat(work()).hasSize(1);
  }

  @Test
  void cannot_rewind_a_shard_that_was_worked_off_and_removed_under_another_manager() {
    stream.addShard(ROOT);
    var start = new StartingPosition.TrimHorizon();
    var stale =
        tracker(
            start,
            thenAtOnce(
                () -> {
                  var successor = tracker(start);
                  successor.turn();
                  store.remove(store.lease(key(ROOT)));
                }));

    Turn turn = stale.turn();

    assertThat(turn).isEqualTo(new Turn.Finished());
    assertThat(work()).isEmpty();
  }

  @Test
  void cannot_remove_what_another_manager_sees_listed_again() {
    stream.addShard(ROOT);
    var start = new StartingPosition.TrimHorizon();
    var replaced = new AtomicBoolean();
    var stale =
        tracker(
            start,
            thenAtOnce(
                () -> {
                  if (replaced.get()) {
                    stream.addShard(ROOT);
                    manage();
                  }
                }));
    stale.turn();
    stream.trim(ROOT);
    turns(stale, 2);
    replaced.set(true);

    Turn turn = stale.turn();

    assertThat(turn).isEqualTo(new Turn.Finished());
    assertThat(work()).hasSize(1);
  }

  @Test
  void writes_nothing_once_its_own_term_has_run_out() {
    stream.addShard(ROOT);
    var source = thenAtOnce(() -> termEnds = clock.monotonic());

    Turn turn = tracker(new StartingPosition.TrimHorizon(), source).turn();

    assertThat(turn).isEqualTo(new Turn.Finished());
    assertThat(work()).isEmpty();
  }

  @Test
  void counts_no_listing_of_a_former_tenure() {
    stream.addShard(ROOT);
    var start = new StartingPosition.TrimHorizon();
    tracker(start).turn();
    stream.trim(ROOT);

    turns(tracker(start), 2);
    turns(tracker(start), 2);
    assertThat(work()).hasSize(1);
    turns(tracker(start), 3);

    assertThat(work()).isEmpty();
  }

  @Test
  @Rule("KIN-012")
  void removes_the_lease_of_a_trimmed_shard_after_three_listings_so_that_children_proceed() {
    stream.addShard(ROOT);
    stream.addShard(LEFT, ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    stream.trim(ROOT);

    tracker.turn();
    tracker.turn();
    assertThat(work()).hasSize(2);
    tracker.turn();

    assertThat(work()).extracting(Lease::key).containsExactly(key(LEFT));
  }

  @Test
  @Rule("LEASE-031")
  void removes_the_lease_of_a_settled_shard_once_the_stream_lists_it_no_more() {
    store.create(Lease.fresh(key(ROOT), new Checkpoint.ShardEnd(), Set.of()));
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    turns(tracker, 5);
    assertThat(work()).hasSize(1);
    stream.trim(ROOT);

    turns(tracker, 3);

    assertThat(work()).isEmpty();
  }

  @Test
  void keeps_the_lease_of_a_shard_that_is_listed_again() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    for (int round = 0; round < 3; round++) {
      stream.trim(ROOT);
      turns(tracker, 2);
      stream.addShard(ROOT);
      tracker.turn();
    }

    assertThat(work()).hasSize(1);
  }

  @Test
  void keeps_the_lease_of_a_shard_that_is_not_listed_while_its_checkpoint_moves() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    var mine = new Tenure.Held(new NodeId("node"), new FencingToken("token"));
    store.take(key(ROOT), new Tenure.Free(null), mine);
    stream.trim(ROOT);

    for (int number = 1; number < 6; number++) {
      store.checkpoint(
          key(ROOT), mine, at(new ReadPosition.After(StreamRecords.number(number))), 0);
      tracker.turn();
    }

    assertThat(work()).hasSize(1);
  }

  @Test
  void removes_the_leases_of_a_stream_that_was_made_anew() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    clock.advance(Duration.ofHours(1));
    stream.remake();
    stream.addShard(ROOT);

    turns(tracker, 3);

    assertThat(work()).hasSize(1);
    assertThat(work()).extracting(Lease::key).doesNotContain(key(ROOT));
  }

  private static void turns(StreamTracker tracker, int count) {
    for (int i = 0; i < count; i++) {
      tracker.turn();
    }
  }
}
