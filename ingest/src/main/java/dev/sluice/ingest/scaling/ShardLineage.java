package dev.sluice.ingest.scaling;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamListing.Shards;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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

  /// The leases to create, each only if it does not exist, in this order: parents first. A parent
  /// without a lease counts as finished, since leases of finished shards are removed some day: a
  /// child whose lease came before its parent's could be read before it. When only some could be
  /// made, the others may be taken for shards born since and read from their beginning: twice is
  /// better than out of order.
  ///
  /// A shard that came from one the mapping already reads starts at its beginning whatever the
  /// mapping says, so that nothing between parent and child is lost (LEASE-033, KIN-011); the
  /// others, and all shards when the stream is new to the mapping, start where the mapping says.
  ///
  /// @param existing the shards of this stream that have a lease for this mapping
  /// @param key the key of any shard of this stream
  List<Lease> missing(Set<ShardId> existing, LeaseKey.Shard key, StartingPosition start) {
    var missing = new ArrayList<Lease>();
    for (ShardId id : parentsFirst()) {
      ListedShard shard = shards.get(id);
      if (shard == null || existing.contains(id)) {
        continue;
      }
      ReadPosition position =
          isBorn(id, existing) ? new ReadPosition.TrimHorizon() : durable(start);
      missing.add(
          Lease.fresh(key.sibling(id), new Checkpoint.Open(position, null), shard.parents()));
    }
    return missing;
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
