package dev.sluice.ingest.scaling;

import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Keeps shard leases in step with the shards of the mapped streams: lists them every so often,
/// creates the leases that are missing, and removes those of shards that are gone for good. Never
/// changes one that exists. Several nodes may do so at the same time.
public final class StreamTracker implements Component, TurnTaker {

  private static final Logger LOG = LoggerFactory.getLogger(StreamTracker.class);

  /// How often shards are listed.
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  private final List<TrackedStream> streams;
  private final LeaseStore store;
  private final Duration interval;
  private final RandomGenerator random;

  /// Touched by the tracker's thread alone.
  private final Map<EventSourceMappingId, Absences> absences = new HashMap<>();

  /// When the stream of a mapping was made, as last listed.
  private final Map<EventSourceMappingId, Instant> created = new ConcurrentHashMap<>();

  private final StopSignal stop = new StopSignal();
  private @Nullable Loop loop;

  public StreamTracker(
      List<TrackedStream> streams, LeaseStore store, Duration interval, RandomGenerator random) {
    this.streams = List.copyOf(streams);
    this.store = store;
    this.interval = interval;
    this.random = random;
  }

  @Override
  public void start() {
    loop = new Loop("stream-tracker", this, stop, Timekeeper.system(), random).start();
  }

  @Override
  public void stop(Duration atMost) throws InterruptedException {
    stop.raise();
    Loop running = loop;
    if (running != null) {
      running.awaitEnd(atMost);
    }
  }

  /// Whether this is the lease of a shard of a stream that a mapping reads, as that stream was last
  /// listed. A mapping may have read another stream before, or one of the same name that was made
  /// anew since; their shards have the same names, but their positions mean nothing here.
  public boolean tracks(LeaseKey.Shard lease) {
    return lease.streamCreated().equals(created.get(lease.mapping()))
        && streams.stream()
            .map(TrackedStream::mapping)
            .anyMatch(
                m -> m.id().equals(lease.mapping()) && m.eventSource().equals(lease.stream()));
  }

  /// Looks at every stream once.
  @Override
  public Turn turn() {
    for (TrackedStream stream : streams) {
      switch (stream.source().list()) {
        case StreamListing.Shards shards -> track(stream, shards);
        case StreamListing.Gone(String why) -> cannotSay(stream, why);
        case StreamListing.OutOfReach(String why) -> cannotSay(stream, why);
      }
    }
    return new Turn.Rest(interval);
  }

  private void track(TrackedStream stream, StreamListing.Shards shards) {
    EventSourceMappingId mapping = stream.mapping().id();
    created.put(mapping, shards.created());
    try {
      List<Lease> leases = leasesOf(stream);
      create(stream, shards, leases);
      // after the children of what is removed have their leases: see ShardLineage
      absences.computeIfAbsent(mapping, _ -> new Absences()).look(leases, shards).stream()
          .filter(gone -> store.remove(gone) == Written.DONE)
          .forEach(gone -> removed(stream, gone));
    } catch (StoreOutOfReachException outOfReach) {
      cannotSay(stream, String.valueOf(outOfReach.getMessage()));
    }
  }

  /// The leases of all shards that ever bore the stream's name.
  private List<Lease> leasesOf(TrackedStream stream) {
    return store.leases().stream()
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
    for (Lease lease : lineage.missing(existing, anyKey, mapping.startingPosition())) {
      if (store.create(lease) == Written.DONE) {
        LOG.atInfo()
            .addKeyValue("mapping", mapping.logicalId())
            .addKeyValue("lease", lease.key().text())
            .addKeyValue("checkpoint", lease.checkpoint())
            .log("Created the lease of a shard");
      }
    }
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
