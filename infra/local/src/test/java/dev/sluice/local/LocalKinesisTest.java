package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.kinesis.KinesisServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/// The local Kinesis, in the form the SDK speaks unless told otherwise (CBOR).
class LocalKinesisTest extends KinesisContract {

  private LocalCloud cloud;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.KINESIS);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Override
  KinesisClient client() {
    return cloud.kinesis();
  }

  /// The form in which this suite's client speaks.
  String contentType() {
    return "application/x-amz-cbor-1.1";
  }

  @Test
  void the_client_speaks_the_form_this_suite_is_about() {
    var spoken = new AtomicReference<>("nothing");
    var listening =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            spoken.set(context.httpRequest().firstMatchingHeader("Content-Type").orElse("none"));
          }
        };
    try (var kinesis =
        client(
            cloud.endpoint(Service.KINESIS),
            ClientOverrideConfiguration.builder().addExecutionInterceptor(listening).build())) {
      kinesis.listStreams();
    }

    assertThat(spoken).hasValue(contentType());
  }

  @Test
  void takes_and_gives_100_000_small_records_within_seconds() {
    var kinesis = cloud.kinesis();
    kinesis.createStream(r -> r.streamName("many").shardCount(1));
    var data = SdkBytes.fromByteArray(new byte[200]);
    var batch =
        IntStream.range(0, 500)
            .mapToObj(
                i -> PutRecordsRequestEntry.builder().partitionKey("k" + i).data(data).build())
            .toList();
    var begin = Instant.now();

    for (var i = 0; i < 200; i++) {
      kinesis.putRecords(r -> r.streamName("many").records(batch));
    }
    var read = 0;
    var iterator =
        kinesis
            .getShardIterator(
                r ->
                    r.streamName("many")
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    var behind = 1L;
    while (behind > 0) {
      var from = iterator;
      var page = kinesis.getRecords(r -> r.shardIterator(from));
      read += page.records().size();
      iterator = page.nextShardIterator();
      behind = page.millisBehindLatest();
    }

    assertThat(read).isEqualTo(100_000);
    var took = Duration.between(begin, Instant.now());

    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void an_iterator_expires_after_five_minutes_and_dies_with_its_stream() {
    var now = new AtomicReference<>(Instant.parse("2026-02-03T04:05:06.789Z"));
    try (var server = KinesisServer.start(0, "us-east-1", "000000000000", now::get);
        var kinesis = client(server.endpoint())) {
      kinesis.createStream(r -> r.streamName("s").shardCount(1));
      var iterator =
          kinesis
              .getShardIterator(
                  r ->
                      r.streamName("s")
                          .shardId("shardId-000000000000")
                          .shardIteratorType(ShardIteratorType.LATEST))
              .shardIterator();

      now.updateAndGet(t -> t.plusSeconds(300));
      kinesis.getRecords(r -> r.shardIterator(iterator));
      now.updateAndGet(t -> t.plusMillis(1));
      assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator(iterator)))
          .isInstanceOf(ExpiredIteratorException.class);

      now.updateAndGet(t -> t.minusMillis(2));
      kinesis.deleteStream(r -> r.streamName("s"));
      kinesis.createStream(r -> r.streamName("s").shardCount(1));
      assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator(iterator)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
  }

  @Test
  void arrival_is_told_to_the_millisecond() {
    var time = Instant.parse("2026-02-03T04:05:06.789Z");
    try (var server = KinesisServer.start(0, "us-east-1", "000000000000", () -> time);
        var kinesis = client(server.endpoint())) {
      kinesis.createStream(r -> r.streamName("s").shardCount(1));
      kinesis.putRecord(
          r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("x")));
      var iterator =
          kinesis
              .getShardIterator(
                  r ->
                      r.streamName("s")
                          .shardId("shardId-000000000000")
                          .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                          .timestamp(time))
              .shardIterator();

      var records = kinesis.getRecords(r -> r.shardIterator(iterator)).records();

      assertThat(records.getFirst().approximateArrivalTimestamp()).isEqualTo(time);
    }
  }

  private static KinesisClient client(URI endpoint) {
    return client(endpoint, ClientOverrideConfiguration.builder().build());
  }

  private static KinesisClient client(URI endpoint, ClientOverrideConfiguration configuration) {
    return KinesisClient.builder()
        .overrideConfiguration(configuration)
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }
}
