package dev.sluice.ingest.app;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PolledShard;
import dev.sluice.ingest.poller.PollerFleet;
import dev.sluice.ingest.poller.StreamPacing;
import dev.sluice.ingest.poller.StreamPoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Makes the poller of a shard once its lease is held.
final class StreamWiring implements PollerFleet.LeasedPollerFactory {

  private final ResolvedTemplate template;
  private final Map<EventSourceMappingId, TrackedStream> streams;
  private final Predicate<LeaseKey.Shard> tracked;
  private final DestinationSender destinations;
  private final Surroundings surroundings;

  /// @param streams the enabled mappings with their streams
  /// @param tracked whether a lease is of a shard of one of these streams as it is now
  StreamWiring(
      ResolvedTemplate template,
      List<TrackedStream> streams,
      Predicate<LeaseKey.Shard> tracked,
      DestinationSender destinations,
      Surroundings surroundings) {
    this.template = template;
    this.streams =
        streams.stream()
            .collect(Collectors.toMap(stream -> stream.mapping().id(), Function.identity()));
    this.tracked = tracked;
    this.destinations = destinations;
    this.surroundings = surroundings;
  }

  /// Whether this node has use for a lease.
  boolean wants(LeaseKey key) {
    return key instanceof LeaseKey.Shard shard && tracked.test(shard);
  }

  @Override
  public TurnTaker pollerOf(HeldLease lease) {
    if (!(lease.key() instanceof LeaseKey.Shard shard)) {
      throw new IllegalArgumentException("expected the lease of a shard, found " + lease.key());
    }
    TrackedStream stream = streams.get(shard.mapping());
    if (stream == null || !tracked.test(shard)) {
      throw new IllegalArgumentException("no mapping reads the stream of " + shard.text());
    }
    StreamMapping mapping = stream.mapping();
    FunctionConfiguration function = template.function(mapping.function()).configuration();
    var work =
        new PolledShard(
            mapping,
            function.arn(),
            shard.shard(),
            stream.source().open(shard.shard()),
            new KinesisEventShape(mapping.eventSource(), function.role()));
    return new StreamPoller(work, lease, destinations, StreamPacing.DEFAULT, surroundings);
  }

  @Override
  public void letGo(HeldLease lease) {
    if (lease.key() instanceof LeaseKey.Shard shard) {
      TrackedStream stream = streams.get(shard.mapping());
      if (stream != null) {
        surroundings.listener().letGo(stream.mapping(), shard.shard());
      }
    }
  }
}
