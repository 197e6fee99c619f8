package dev.sluice.ingest.lease;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Which streams are the present ones. A stream made anew under its old name has shards of the same
/// names, but the positions of the former ones mean nothing there. Read off the leases alone, so
/// that only the manager need ask the streams: of one mapping and stream, the newest is the present
/// one. Pure.
final class Incarnations {

  private record StreamOfMapping(EventSourceMappingId mapping, Arn stream) {}

  private final Map<StreamOfMapping, Instant> newest = new HashMap<>();

  Incarnations(Collection<Lease> leases) {
    for (Lease lease : leases) {
      if (lease.key() instanceof LeaseKey.Shard shard) {
        newest.merge(streamOf(shard), shard.streamCreated(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
  }

  private static StreamOfMapping streamOf(LeaseKey.Shard shard) {
    return new StreamOfMapping(shard.mapping(), shard.stream());
  }

  /// Whether a lease is for something that is there now; so is whatever is no shard.
  boolean isPresent(LeaseKey key) {
    return switch (key) {
      case LeaseKey.Manager _, LeaseKey.QueueSeat _ -> true;
      case LeaseKey.Shard shard -> shard.streamCreated().equals(newest.get(streamOf(shard)));
    };
  }
}
