package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.template.ResourceToCreate.Stream;
import dev.sluice.ingest.time.Timekeeper;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/// Makes Kinesis streams.
final class StreamMaker {

  private final KinesisClient kinesis;
  private final Timekeeper time;

  StreamMaker(KinesisClient kinesis, Timekeeper time) {
    this.kinesis = kinesis;
    this.time = time;
  }

  Making make(Stream stream) throws InterruptedException {
    var made = makeOrCompare(stream);
    return Readiness.await(
        made, () -> describe(stream).streamStatus() == StreamStatus.ACTIVE, time);
  }

  private Making makeOrCompare(Stream stream) {
    try {
      int shards = describe(stream).openShardCount();
      return Making.compared(
          shards == stream.shardCount()
              ? List.of()
              : List.of("ShardCount is " + shards + ", not " + stream.shardCount()));
    } catch (ResourceNotFoundException missing) {
      return create(stream);
    }
  }

  private Making create(Stream stream) {
    try {
      kinesis.createStream(
          request -> request.streamName(stream.name()).shardCount(stream.shardCount()));
      return new Making.Created();
    } catch (ResourceInUseException madeByAnother) {
      return new Making.Kept();
    }
  }

  private StreamDescriptionSummary describe(Stream stream) {
    return kinesis
        .describeStreamSummary(request -> request.streamName(stream.name()))
        .streamDescriptionSummary();
  }
}
