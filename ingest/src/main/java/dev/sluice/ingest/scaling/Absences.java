package dev.sluice.ingest.scaling;

import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamListing.Shards;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How often in a row one stream did not list shards that have a lease. Such a shard was trimmed,
/// or its stream made anew; its children must not wait for it for ever (KIN-012).
final class Absences {

  /// So many listings in a row must lack a shard before its lease is removed.
  static final int ENOUGH = 3;

  /// @param lease as its row said; one that still moves is not gone
  private record Absence(Lease lease, int times) {}

  private Map<LeaseKey, Absence> absences = Map.of();

  /// Takes one more listing into account.
  ///
  /// @param leases of shards that bear the stream's name
  /// @return the leases to remove, as seen now
  List<Lease> look(List<Lease> leases, Shards listing) {
    Set<ShardId> listed =
        listing.shards().stream().map(ListedShard::id).collect(Collectors.toSet());
    var next = new HashMap<LeaseKey, Absence>();
    var gone = new ArrayList<Lease>();
    for (Lease lease : leases) {
      if (lease.key() instanceof LeaseKey.Shard shard
          && !(shard.streamCreated().equals(listing.created()) && listed.contains(shard.shard()))) {
        Absence before = absences.get(shard);
        int times = before != null && before.lease().equals(lease) ? before.times() + 1 : 1;
        next.put(shard, new Absence(lease, times));
        if (times >= ENOUGH) {
          gone.add(lease);
        }
      }
    }
    absences = next;
    return gone;
  }
}
