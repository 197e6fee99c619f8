package dev.sluice.ingest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamListing.Shards;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.rules.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// P was split into B and C, B later into D and E.
final class ShardLineageTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ReadPosition BEGINNING = new ReadPosition.TrimHorizon();
  private static final ReadPosition LATEST = new ReadPosition.AtTimestamp(NOON);

  private static final List<ListedShard> ALL =
      List.of(shard("P"), shard("B", "P"), shard("C", "P"), shard("D", "B"), shard("E", "B"));

  private static ListedShard shard(String id, String... parents) {
    return new ListedShard(new ShardId(id), ids(parents));
  }

  private static Set<ShardId> ids(String... ids) {
    return Arrays.stream(ids).map(ShardId::new).collect(Collectors.toSet());
  }

  /// Where the shards without a lease start under LATEST, asked at noon.
  private static Map<String, ReadPosition> latest(List<ListedShard> listed, String... existing) {
    return missing(listed, existing).stream()
        .flatMap(List::stream)
        .collect(Collectors.toMap(ShardLineageTest::name, ShardLineageTest::position));
  }

  private static List<List<Lease>> missing(List<ListedShard> listed, String... existing) {
    var key =
        new LeaseKey.Shard(
            EventSourceMappingId.of("stack", "Quakes"),
            StreamMappings.STREAM,
            NOON,
            new ShardId("any"));
    return new ShardLineage(new Shards(NOON, NOON, listed))
        .missing(ids(existing), key, new StartingPosition.Latest());
  }

  private static String name(Lease lease) {
    return ((LeaseKey.Shard) lease.key()).shard().value();
  }

  private static ReadPosition position(Lease lease) {
    return ((Checkpoint.Open) lease.checkpoint()).position();
  }

  @Test
  @Rule("LEASE-033")
  void starts_a_shard_between_two_that_have_leases_at_its_beginning() {
    assertThat(latest(ALL, "P", "E"))
        .isEqualTo(Map.of("B", BEGINNING, "C", BEGINNING, "D", BEGINNING));
  }

  @Test
  void starts_all_where_the_mapping_says_when_only_a_child_has_a_lease_yet() {
    assertThat(latest(ALL, "C"))
        .isEqualTo(Map.of("P", LATEST, "B", LATEST, "D", LATEST, "E", LATEST));
  }

  @Test
  void starts_a_child_at_its_beginning_when_the_parent_that_was_read_is_trimmed() {
    var listed = new ArrayList<>(ALL);
    listed.removeFirst();

    assertThat(latest(listed, "P").values()).containsOnly(BEGINNING).hasSize(4);
  }

  @Test
  void starts_a_grandchild_at_its_beginning_when_all_between_it_and_what_was_read_is_trimmed() {
    assertThat(latest(List.of(shard("D", "B"), shard("E", "B")), "P"))
        .isEqualTo(Map.of("D", BEGINNING, "E", BEGINNING));
  }

  /// A child whose parents have no lease yet would be read before them.
  @Test
  @Rule("LEASE-032")
  void gives_shards_that_came_from_one_another_their_leases_together() {
    var listed = new ArrayList<>(ALL);
    listed.add(shard("X"));
    listed.add(shard("Y", "X"));

    assertThat(missing(listed))
        .extracting(family -> family.stream().map(ShardLineageTest::name).toList())
        .satisfiesExactlyInAnyOrder(
            family -> assertThat(family).containsExactlyInAnyOrder("P", "B", "C", "D", "E"),
            family -> assertThat(family).containsExactly("X", "Y"));
  }

  @Test
  void gives_a_family_too_large_for_one_write_its_leases_from_the_oldest_on() {
    List<ListedShard> listed = new ArrayList<>();
    for (int i = 1000; i < 1250; i++) {
      listed.add(i == 1000 ? shard("s1000") : shard("s" + i, "s" + (i - 1)));
    }

    List<List<Lease>> writes = missing(listed);

    assertThat(writes).extracting(List::size).containsExactly(99, 99, 52);
    assertThat(writes.stream().flatMap(List::stream).map(ShardLineageTest::name)).isSorted();
  }

  @Test
  void starts_children_of_a_trimmed_parent_where_a_new_mapping_says() {
    assertThat(latest(List.of(shard("D", "B"), shard("E", "B")))).containsOnlyKeys("D", "E");
    assertThat(latest(List.of(shard("D", "B"), shard("E", "B"))).values()).containsOnly(LATEST);
  }
}
