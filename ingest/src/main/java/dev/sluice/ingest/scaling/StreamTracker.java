package dev.sluice.ingest.scaling;

import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore.ManagerWrite;
import dev.sluice.ingest.lease.ManagerLease;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Keeps shard leases in step with the shards of the mapped streams: lists them every so often,
/// creates the leases that are missing, and removes those of shards that are gone for good. Never
/// changes one that exists. Works under a tenure of the manager lease and is made anew with each:
/// nothing that was listed or counted before is acted upon.
public final class StreamTracker implements TurnTaker {

  private static final Logger LOG = LoggerFactory.getLogger(StreamTracker.class);

  /// How often shards are listed.
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  private final List<TrackedStream> streams;
  private final ManagerLease manager;
  private final Duration interval;

  /// Touched by the tracker's thread alone.
  private final Map<EventSourceMappingId, Absences> absences = new HashMap<>();

  public StreamTracker(List<TrackedStream> streams, ManagerLease manager, Duration interval) {
    this.streams = List.copyOf(streams);
    this.manager = manager;
    this.interval = interval;
  }

  /// Looks at every stream once.
  @Override
  public Turn turn() {
    for (TrackedStream stream : streams) {
      if (!manager.isTrusted()) {
        break;
      }
      switch (stream.source().list()) {
        case StreamListing.Shards shards -> track(stream, shards);
        case StreamListing.Gone(String why) -> cannotSay(stream, why);
        case StreamListing.OutOfReach(String why) -> cannotSay(stream, why);
      }
    }
    return manager.isTrusted() ? new Turn.Rest(interval) : resign();
  }

  private static Turn resign() {
    LOG.atWarn().log("Lost the manager lease; another node keeps leases in step with the streams");
    return new Turn.Finished();
  }

  private void track(TrackedStream stream, StreamListing.Shards shards) {
    EventSourceMappingId mapping = stream.mapping().id();
    try {
      List<Lease> leases = leasesOf(stream);
      create(stream, shards, leases);
      // after the children of what is removed have their leases: see ShardLineage
      absences.computeIfAbsent(mapping, _ -> new Absences()).look(leases, shards).stream()
          .filter(gone -> manager.remove(gone) == ManagerWrite.DONE)
          .forEach(gone -> removed(stream, gone));
    } catch (StoreOutOfReachException outOfReach) {
      cannotSay(stream, String.valueOf(outOfReach.getMessage()));
    }
  }

  /// The leases of all shards that ever bore the stream's name.
  private List<Lease> leasesOf(TrackedStream stream) {
    return manager.leases().stream()
        .filter(
            lease ->
                lease.key() instanceof LeaseKey.Shard shard
                    && shard.mapping().equals(stream.mapping().id())
                    && shard.stream().equals(stream.mapping().eventSource()))
        .toList();
  }

  private void create(TrackedStream stream, StreamListing.Shards shards, List<Lease> leases) {
    var mapping = stream.mapping();
    var anyKey =
        new LeaseKey.Shard(
            mapping.id(), mapping.eventSource(), shards.created(), new ShardId("any"));
    Set<ShardId> existing =
        leases.stream()
            .map(lease -> (LeaseKey.Shard) lease.key())
            .filter(anyKey::sameStream)
            .map(LeaseKey.Shard::shard)
            .collect(Collectors.toSet());
    var lineage = new ShardLineage(shards);
    for (var family : lineage.missing(existing, anyKey, mapping.startingPosition())) {
      if (manager.create(family) == ManagerWrite.DONE) {
        family.forEach(lease -> created(stream, lease));
      }
    }
  }

  private static void created(TrackedStream stream, Lease lease) {
    LOG.atInfo()
        .addKeyValue("mapping", stream.mapping().logicalId())
        .addKeyValue("lease", lease.key().text())
        .addKeyValue("checkpoint", lease.checkpoint())
        .log("Created the lease of a shard");
  }

  private static void removed(TrackedStream stream, Lease gone) {
    boolean settled = gone.checkpoint() instanceof Checkpoint.ShardEnd;
    LOG.atLevel(settled ? Level.INFO : Level.WARN)
        .addKeyValue("mapping", stream.mapping().logicalId())
        .addKeyValue("lease", gone.key().text())
        .addKeyValue("checkpoint", gone.checkpoint())
        .log(
            settled
                ? "Removed the lease of a settled shard that the stream lists no more"
                : "Removed the lease of a shard that the stream dropped before all of it was"
                    + " settled; what was left in it cannot be read any more");
  }

  private static void cannotSay(TrackedStream stream, String why) {
    LOG.atWarn()
        .addKeyValue("mapping", stream.mapping().logicalId())
        .addKeyValue("stream", stream.mapping().eventSource())
        .addKeyValue("why", why)
        .log("The shards of a stream could not be tracked; they are looked at again");
  }
}
