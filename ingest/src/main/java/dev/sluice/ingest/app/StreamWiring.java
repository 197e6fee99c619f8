package dev.sluice.ingest.app;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseInterest;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.ManagerLease;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PolledShard;
import dev.sluice.ingest.poller.PollerFleet;
import dev.sluice.ingest.poller.StreamPacing;
import dev.sluice.ingest.poller.StreamPoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.scaling.StreamTracker;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes the poller of a shard, or what a manager does, once the lease is held.
final class StreamWiring implements PollerFleet.LeasedPollerFactory {

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

  /// Which leases this node has use for. Without streams there is nothing to manage.
  LeaseInterest interest() {
    String stack = template.settings().stackName();
    Set<EventSourceMappingId> polled =
        template.mappings().stream()
            .filter(EventSourceMapping::enabled)
            .map(EventSourceMapping::id)
            .collect(Collectors.toSet());
    return new LeaseInterest(new NodeScope(stack, polled), this::wants);
  }

  /// A mapping may have read another stream before.
  private boolean wants(LeaseKey key) {
    return switch (key) {
      case LeaseKey.Manager _ -> !streams.isEmpty();
      case LeaseKey.QueueSeat _ -> false;
      case LeaseKey.Shard shard -> {
        TrackedStream stream = streams.get(shard.mapping());
        yield stream != null && stream.mapping().eventSource().equals(shard.stream());
      }
    };
  }

  @Override
  public TurnTaker pollerOf(HeldLease lease) {
    return switch (lease.key()) {
      case LeaseKey.Manager _ -> trackerOf(new ManagerLease(lease));
      case LeaseKey.Shard shard -> pollerOf(shard, lease);
      case LeaseKey.QueueSeat seat ->
          throw new IllegalArgumentException("expected no seat at a queue, found " + seat.text());
    };
  }

  private StreamTracker trackerOf(ManagerLease manager) {
    return new StreamTracker(
        List.copyOf(streams.values()), manager, StreamTracker.DEFAULT_INTERVAL);
  }

  private StreamPoller pollerOf(LeaseKey.Shard shard, HeldLease lease) {
    TrackedStream stream = streams.get(shard.mapping());
    if (stream == null || !wants(shard)) {
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
