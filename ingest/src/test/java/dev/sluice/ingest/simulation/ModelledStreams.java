package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.StreamSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The modelled Kinesis: streams, reached by every machine through the network.
final class ModelledStreams {

  static final String SERVICE = "kinesis";

  private final Network network;
  private final Mishaps mishaps;
  private final Map<String, ModelledStream> streams = new LinkedHashMap<>();

  ModelledStreams(Network network, Mishaps mishaps) {
    this.network = network;
    this.mishaps = mishaps;
  }

  Network network() {
    return network;
  }

  Mishaps mishaps() {
    return mishaps;
  }

  ModelledStream make(String name, int shards) {
    var stream = new ModelledStream(network.world(), name, shards);
    streams.put(stream.arn().toString(), stream);
    return stream;
  }

  @Nullable ModelledStream find(Arn arn) {
    return streams.get(arn.toString());
  }

  Collection<ModelledStream> all() {
    return streams.values();
  }

  /// A stream as one machine reads it; it need not exist.
  StreamSource source(Machine machine, Arn stream, ShardReads reads) {
    return new ModelledStreamSource(this, machine, stream, reads);
  }
}
