package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.source.StreamSourceContract;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelledStreamSourceTest extends StreamSourceContract {

  private static final Arn MISSING =
      Arn.parse("arn:aws:kinesis:eu-central-1:000000000000:stream/missing");

  private final World world = new World(9);
  private final Visitor visitor = new Visitor(world);
  private final ModelledStreams streams;
  private final ModelledStream stream;

  ModelledStreamSourceTest() {
    var mishaps = new Mishaps(world);
    mishaps.end();
    streams = new ModelledStreams(new Network(world), mishaps);
    stream = streams.make("stream", 1);
  }

  @Override
  protected StreamSource emptyStream() {
    return visited(stream.arn());
  }

  @Override
  protected StreamSource missingStream() {
    return visited(MISSING);
  }

  @Override
  protected void put(String key, String data) {
    stream.put(key, data);
    world.run(Duration.ofMillis(1));
  }

  private StreamSource visited(Arn arn) {
    StreamSource source = streams.source(visitor.machine(), arn, ShardReads.NONE);
    return new StreamSource() {
      @Override
      public StreamListing list() {
        return visitor.call(source::list);
      }

      @Override
      public ShardReader open(ShardId shard) {
        ShardReader reader = source.open(shard);
        return (position, limit) -> visitor.call(() -> reader.read(position, limit));
      }
    };
  }

  @Test
  void splits_and_merges_and_sends_each_key_to_one_open_shard() {
    stream.split(stream.open().getFirst());
    stream.put("a", "1");
    stream.merge(stream.open().getFirst(), stream.open().getLast());
    stream.put("a", "2");

    var listing = (StreamListing.Shards) visited(stream.arn()).list();

    assertThat(listing.shards().getLast()).isEqualTo(new ListedShard(id(3), Set.of(id(1), id(2))));
    assertThat(stream.shards()).extracting(ModelledShard::size).endsWith(1);
    assertThat(stream.shards().stream().mapToInt(ModelledShard::size).sum()).isEqualTo(2);
    assertThat(read(0)).isEqualTo(1);
  }

  private int read(int shard) {
    return visited(stream.arn()).open(id(shard)).read(new ReadPosition.TrimHorizon(), 10)
                instanceof StreamRead.Records(var records, _, boolean end)
            && end
        ? 1 + records.size()
        : 0;
  }

  private static ShardId id(int number) {
    return new ShardId(String.format("shardId-%012d", number));
  }
}
