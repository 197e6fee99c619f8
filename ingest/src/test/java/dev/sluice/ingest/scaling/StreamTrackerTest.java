package dev.sluice.ingest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.testing.StreamRecords;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StreamTrackerTest {

  private static final ShardId ROOT = new ShardId("shardId-000");
  private static final ShardId LEFT = new ShardId("shardId-001");
  private static final ShardId RIGHT = new ShardId("shardId-002");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final Instant created = clock.now();
  private final InMemoryStream stream = new InMemoryStream(clock);
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();

  private StreamTracker tracker(StartingPosition start) {
    return new StreamTracker(
        List.of(new TrackedStream(StreamMappings.startingAt(start), stream)),
        store,
        Duration.ofSeconds(10),
        new Random(1));
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
  @Rule("KIN-003")
  void creates_one_lease_per_shard_at_the_starting_position() {
    stream.addShard(ROOT);
    stream.addShard(LEFT);

    tracker(new StartingPosition.TrimHorizon()).turn();

    assertThat(store.leases())
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
  @Rule({"LEASE-033", "KIN-011"})
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

    assertThat(store.leases())
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

    assertThat(store.leases())
        .extracting(Lease::checkpoint)
        .containsOnly(at(new ReadPosition.AtTimestamp(created)))
        .hasSize(3);
  }

  @Test
  void never_rewinds_a_lease_that_exists() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    var mine = new Lease.Tenure.Held(new NodeId("node"), new FencingToken("token"));
    store.take(key(ROOT), new Lease.Tenure.Free(null), mine);
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

    assertThat(store.leases()).hasSize(1);
  }

  @Test
  void tracks_the_shards_of_the_stream_as_last_listed_and_no_others() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    assertThat(tracker.tracks(key(ROOT))).isFalse();

    tracker.turn();

    assertThat(tracker.tracks(key(ROOT))).isTrue();
    var elsewhere = Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/elsewhere");
    var key = key(ROOT);
    assertThat(tracker.tracks(new LeaseKey.Shard(key.mapping(), elsewhere, created, ROOT)))
        .isFalse();
    clock.advance(Duration.ofHours(1));
    stream.remake();
    tracker.turn();
    assertThat(tracker.tracks(key(ROOT))).isFalse();
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
    assertThat(store.leases()).hasSize(2);
    tracker.turn();

    assertThat(store.leases()).extracting(Lease::key).containsExactly(key(LEFT));
  }

  @Test
  void removes_the_lease_of_a_settled_shard_once_the_stream_lists_it_no_more() {
    store.create(Lease.fresh(key(ROOT), new Checkpoint.ShardEnd(), Set.of()));
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    turns(tracker, 5);
    assertThat(store.leases()).hasSize(1);
    stream.trim(ROOT);

    turns(tracker, 3);

    assertThat(store.leases()).isEmpty();
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

    assertThat(store.leases()).hasSize(1);
  }

  @Test
  void keeps_the_lease_of_a_shard_that_is_not_listed_while_its_checkpoint_moves() {
    stream.addShard(ROOT);
    var tracker = tracker(new StartingPosition.TrimHorizon());
    tracker.turn();
    var mine = new Lease.Tenure.Held(new NodeId("node"), new FencingToken("token"));
    store.take(key(ROOT), new Lease.Tenure.Free(null), mine);
    stream.trim(ROOT);

    for (int number = 1; number < 6; number++) {
      store.checkpoint(
          key(ROOT), mine, at(new ReadPosition.After(StreamRecords.number(number))), 0);
      tracker.turn();
    }

    assertThat(store.leases()).hasSize(1);
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

    assertThat(store.leases()).hasSize(1);
    assertThat(store.leases()).extracting(Lease::key).doesNotContain(key(ROOT));
  }

  private static void turns(StreamTracker tracker, int count) {
    for (int i = 0; i < count; i++) {
      tracker.turn();
    }
  }
}
