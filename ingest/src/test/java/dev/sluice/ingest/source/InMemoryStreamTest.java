package dev.sluice.ingest.source;

import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;

final class InMemoryStreamTest extends StreamSourceContract {

  private static final ShardId SHARD = new ShardId("shardId-000000000000");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final InMemoryStream stream = new InMemoryStream(clock);

  @Override
  protected StreamSource emptyStream() {
    stream.addShard(SHARD);
    return stream;
  }

  @Override
  protected StreamSource missingStream() {
    return new InMemoryStream(clock);
  }

  @Override
  protected void put(String key, String data) {
    stream.put(SHARD, key, data);
    clock.advance(Duration.ofMillis(1));
  }
}
