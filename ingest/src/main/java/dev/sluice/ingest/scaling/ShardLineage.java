package dev.sluice.ingest.scaling;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamListing.Shards;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The shards of a stream and who came from whom. Decides which leases are missing; pure.
final class ShardLineage {

  private final Map<ShardId, ListedShard> shards = new HashMap<>();
  private final Shards listing;

  ShardLineage(Shards listing) {
    this.listing = listing;
    listing.shards().forEach(shard -> shards.put(shard.id(), shard));
  }

  /// The leases to create, family by family: shards that came from one another get theirs together
  /// or not at all. Were a child's there alone for a moment, it would be read before its parents,
  /// since a parent without a lease holds nobody up; were a parent's there alone, the child would
  /// later count as born from a shard that is read already. A family too large for one write is
  /// written from its oldest shards on.
  ///
  /// A shard that came from one the mapping already reads starts at its beginning whatever the
  /// mapping says, so that nothing between parent and child is lost (LEASE-033, KIN-011); the
  /// others, and all shards when the stream is new to the mapping, start where the mapping says.
  ///
  /// @param existing the shards of this stream that have a lease for this mapping
  /// @param key the key of any shard of this stream
  List<List<Lease>> missing(Set<ShardId> existing, LeaseKey.Shard key, StartingPosition start) {
    var missing = new LinkedHashMap<ShardId, Lease>();
    for (ShardId id : parentsFirst()) {
      ListedShard shard = shards.get(id);
      if (shard == null || existing.contains(id)) {
        continue;
      }
      ReadPosition position =
          isBorn(id, existing) ? new ReadPosition.TrimHorizon() : durable(start);
      missing.put(
          id, Lease.fresh(key.sibling(id), new Checkpoint.Open(position, null), shard.parents()));
    }
    return families(missing);
  }

  private static List<List<Lease>> families(Map<ShardId, Lease> leases) {
    Map<ShardId, Set<ShardId>> families = new LinkedHashMap<>();
    leases.forEach(
        (id, lease) -> {
          Set<ShardId> family = new LinkedHashSet<>();
          lease.parents().stream()
              .filter(families::containsKey)
              .forEach(parent -> family.addAll(families.get(parent)));
          family.add(id);
          family.forEach(member -> families.put(member, family));
        });
    List<List<Lease>> writes = new ArrayList<>();
    for (Set<ShardId> family : new LinkedHashSet<>(families.values())) {
      List<Lease> members =
          leases.entrySet().stream()
              .filter(lease -> family.contains(lease.getKey()))
              .map(Map.Entry::getValue)
              .toList();
      for (int from = 0; from < members.size(); from += LeaseStore.MOST_TOGETHER) {
        int to = Math.min(members.size(), from + LeaseStore.MOST_TOGETHER);
        writes.add(members.subList(from, to));
      }
    }
    return writes;
  }

  /// Whether the shard came from one that has a lease. When its line goes back to a shard the
  /// stream lists no more, of which nothing is known, it counts as such if the mapping has read
  /// shards that are trimmed by now: twice is better than never.
  private boolean isBorn(ShardId id, Set<ShardId> existing) {
    Set<ShardId> ancestors = ancestorsOf(id);
    boolean readTrimmedOnes = !shards.keySet().containsAll(existing);
    return ancestors.stream()
        .anyMatch(a -> existing.contains(a) || (readTrimmedOnes && !shards.containsKey(a)));
  }

  /// LATEST means the moment the stream was asked, on the service's own clock (KIN-003, KIN-005).
  private ReadPosition durable(StartingPosition start) {
    return switch (start) {
      case StartingPosition.TrimHorizon() -> new ReadPosition.TrimHorizon();
      case StartingPosition.Latest() -> new ReadPosition.AtTimestamp(listing.asked());
      case StartingPosition.AtTimestamp(var moment) -> new ReadPosition.AtTimestamp(moment);
    };
  }

  /// Parents, their parents, and so on, as far as the stream lists them and one step further.
  private Set<ShardId> ancestorsOf(ShardId id) {
    var ancestors = new HashSet<ShardId>();
    var open = new ArrayList<>(List.of(id));
    while (!open.isEmpty()) {
      ListedShard shard = shards.get(open.removeLast());
      if (shard != null) {
        shard.parents().stream().filter(ancestors::add).forEach(open::add);
      }
    }
    return ancestors;
  }

  private List<ShardId> parentsFirst() {
    var parentsFirst = new ArrayList<ShardId>();
    var seen = new HashSet<ShardId>();
    shards.keySet().stream()
        .sorted(Comparator.comparing(ShardId::value))
        .forEach(id -> visit(id, seen, parentsFirst));
    return parentsFirst;
  }

  private void visit(ShardId id, Set<ShardId> seen, List<ShardId> parentsFirst) {
    ListedShard shard = shards.get(id);
    if (shard == null || !seen.add(id)) {
      return;
    }
    shard.parents().forEach(parent -> visit(parent, seen, parentsFirst));
    parentsFirst.add(id);
  }
}
