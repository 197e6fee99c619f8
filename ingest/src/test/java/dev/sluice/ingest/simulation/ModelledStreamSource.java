package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamSource;
import java.time.Duration;
import java.util.List;

/// A stream of the modelled Kinesis as one machine reaches it.
final class ModelledStreamSource implements StreamSource {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ModelledStreams streams;
  private final Network network;
  private final Machine machine;
  private final Arn arn;
  private final ShardReads reads;

  ModelledStreamSource(ModelledStreams streams, Machine machine, Arn arn, ShardReads reads) {
    this.streams = streams;
    this.network = streams.network();
    this.machine = machine;
    this.arn = arn;
    this.reads = reads;
  }

  @Override
  public StreamListing list() {
    return network.<StreamListing>call(
        machine,
        new ServiceCall(ModelledStreams.SERVICE, "list", TIMEOUT),
        () -> {
          ModelledStream stream = streams.find(arn);
          return stream == null ? new StreamListing.Gone("no " + arn) : stream.listing();
        },
        fault -> new StreamListing.OutOfReach(fault.why()));
  }

  @Override
  public ShardReader open(ShardId shard) {
    return (position, limit) -> {
      reads.reads(Thread.currentThread(), arn, shard, position);
      return network.call(
          machine,
          new ServiceCall(ModelledStreams.SERVICE, "read", TIMEOUT),
          () -> read(shard, position, limit),
          fault ->
              fault.kind() == FaultKind.THROTTLE
                  ? new StreamRead.Throttled()
                  : new StreamRead.OutOfReach(fault.why()));
    };
  }

  private StreamRead read(ShardId id, ReadPosition position, int limit) {
    ModelledStream stream = streams.find(arn);
    ModelledShard shard = stream == null ? null : stream.listed(id);
    if (shard == null) {
      return new StreamRead.Gone("no " + id + " of " + arn);
    }
    if (streams.mishaps().happens(Mishap.READ_THROTTLED)) {
      return new StreamRead.Throttled();
    }
    StreamRead read = shard.read(position, limit, network.world().instant());
    boolean hasMore = read instanceof StreamRead.Records(var page, _, _) && !page.isEmpty();
    return hasMore && streams.mishaps().happens(Mishap.EMPTY_PAGE)
        ? new StreamRead.Records(List.of(), Duration.ofMillis(1), false)
        : read;
  }
}
