package dev.sluice.ingest.app;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PolledShard;
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
import java.util.stream.Collectors;

/// Makes the poller of a shard once its lease is held.
final class StreamWiring {

  private final ResolvedTemplate template;
  private final Map<EventSourceMappingId, TrackedStream> streams;
  private final DestinationSender destinations;
  private final Surroundings surroundings;

  /// @param streams the enabled mappings with their streams
  StreamWiring(
      ResolvedTemplate template,
      List<TrackedStream> streams,
      DestinationSender destinations,
      Surroundings surroundings) {
    this.template = template;
    this.streams =
        streams.stream()
            .collect(Collectors.toMap(stream -> stream.mapping().id(), Function.identity()));
    this.destinations = destinations;
    this.surroundings = surroundings;
  }

  /// Whether this node has use for a lease.
  boolean wants(LeaseKey key) {
    return key instanceof LeaseKey.Shard shard && streams.containsKey(shard.mapping());
  }

  TurnTaker pollerOf(HeldLease lease) {
    if (!(lease.key() instanceof LeaseKey.Shard shard)) {
      throw new IllegalArgumentException("expected the lease of a shard, found " + lease.key());
    }
    TrackedStream stream = streams.get(shard.mapping());
    if (stream == null) {
      throw new IllegalArgumentException("no mapping of this node has the id " + shard.mapping());
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
}
