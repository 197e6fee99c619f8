package dev.sluice.ingest.scaling;

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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps shard leases in step with the shards of the mapped streams: lists them every so often and
/// creates the leases that are missing. Never touches one that exists. Several nodes may do so at
/// the same time.
public final class StreamTracker implements Component, TurnTaker {

  private static final Logger LOG = LoggerFactory.getLogger(StreamTracker.class);

  /// How often shards are listed.
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  private final List<TrackedStream> streams;
  private final LeaseStore store;
  private final Duration interval;
  private final RandomGenerator random;
  private final StopSignal stop = new StopSignal();
  private @Nullable Thread thread;

  public StreamTracker(
      List<TrackedStream> streams, LeaseStore store, Duration interval, RandomGenerator random) {
    this.streams = List.copyOf(streams);
    this.store = store;
    this.interval = interval;
    this.random = random;
  }

  @Override
  public void start() {
    thread = new Loop("stream-tracker", this, stop, random).start();
  }

  @Override
  public void stop(Duration atMost) throws InterruptedException {
    stop.raise();
    Thread running = thread;
    if (running != null) {
      running.join(atMost);
    }
  }

  /// Looks at every stream once.
  @Override
  public Turn turn() {
    for (TrackedStream stream : streams) {
      switch (stream.source().list()) {
        case StreamListing.Shards shards -> create(stream, shards);
        case StreamListing.Gone(String why) -> cannotSay(stream, why);
        case StreamListing.OutOfReach(String why) -> cannotSay(stream, why);
      }
    }
    return new Turn.Rest(interval);
  }

  private void create(TrackedStream stream, StreamListing.Shards shards) {
    var mapping = stream.mapping();
    var anyKey =
        new LeaseKey.Shard(
            mapping.id(), mapping.eventSource(), shards.created(), new ShardId("any"));
    try {
      Set<ShardId> existing =
          store.leases().stream()
              .map(Lease::key)
              .filter(LeaseKey.Shard.class::isInstance)
              .map(LeaseKey.Shard.class::cast)
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
    } catch (StoreOutOfReachException outOfReach) {
      cannotSay(stream, String.valueOf(outOfReach.getMessage()));
    }
  }

  private static void cannotSay(TrackedStream stream, String why) {
    LOG.atWarn()
        .addKeyValue("mapping", stream.mapping().logicalId())
        .addKeyValue("stream", stream.mapping().eventSource())
        .addKeyValue("why", why)
        .log("The shards of a stream could not be tracked; they are looked at again");
  }
}
