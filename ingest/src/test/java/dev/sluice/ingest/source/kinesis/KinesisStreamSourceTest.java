package dev.sluice.ingest.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.source.StreamSourceContract;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

final class KinesisStreamSourceTest extends StreamSourceContract {

  private static LocalCloud cloud;
  private static int streams;

  private String name = "";

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.KINESIS);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  private static Arn arn(String name) {
    return Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/" + name);
  }

  @Override
  protected StreamSource emptyStream() {
    name = "stream-" + streams++;
    cloud.kinesis().createStream(r -> r.streamName(name).shardCount(1));
    try (var waiter = cloud.kinesis().waiter()) {
      waiter.waitUntilStreamExists(r -> r.streamName(name));
    }
    return new KinesisStreamSource(cloud.kinesis(), arn(name));
  }

  @Override
  protected StreamSource missingStream() {
    return new KinesisStreamSource(cloud.kinesis(), arn("missing"));
  }

  @Override
  protected void put(String key, String data) {
    cloud
        .kinesis()
        .putRecord(r -> r.streamName(name).partitionKey(key).data(SdkBytes.fromUtf8String(data)));
  }

  @Test
  void says_that_a_missing_stream_cannot_be_listed() {
    assertThat(missingStream().list()).isInstanceOf(StreamListing.Gone.class);
  }
}
