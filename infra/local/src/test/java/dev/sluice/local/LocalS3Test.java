package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

final class LocalS3Test extends BucketNotificationContract {

  private LocalCloud cloud;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.SQS, Service.SNS, Service.S3);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Override
  S3Client s3Client() {
    return cloud.s3();
  }

  @Override
  SqsClient sqsClient() {
    return cloud.sqs();
  }

  @Override
  SnsClient snsClient() {
    return cloud.sns();
  }

  @Test
  void large_bodies_with_trailing_checksums_pass_in_both_directions() {
    listen(Event.S3_OBJECT_CREATED);
    var bytes = new byte[20 * 1024 * 1024 + 3];
    new Random(7).nextBytes(bytes);
    s3().putObject(
            r ->
                r.bucket(bucket())
                    .key("large")
                    .contentType("application/x-large")
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32),
            RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes), bytes.length, "application/x-large"));

    var read = s3().getObjectAsBytes(r -> r.bucket(bucket()).key("large"));
    var head = s3().headObject(r -> r.bucket(bucket()).key("large"));
    var part = s3().getObjectAsBytes(r -> r.bucket(bucket()).key("large").range("bytes=5-9"));

    assertThat(read.asByteArray()).isEqualTo(bytes);
    assertThat(read.response().contentType()).isEqualTo("application/x-large");
    assertThat(head.contentLength()).isEqualTo(bytes.length);
    assertThat(part.asByteArray()).hasSize(5);
    assertThat(told(receive())).isEqualTo("ObjectCreated:Put large " + bytes.length);
  }

  @Test
  void objects_are_listed_and_empty_ones_kept() {
    s3().putObject(r -> r.bucket(bucket()).key("empty"), RequestBody.empty());

    assertThat(s3().listObjectsV2(r -> r.bucket(bucket())).contents())
        .singleElement()
        .satisfies(o -> assertThat(o.key()).isEqualTo("empty"))
        .satisfies(o -> assertThat(o.size()).isZero());
  }

  @Test
  void the_last_writer_of_a_key_has_the_last_sequencer() throws Exception {
    listen(Event.S3_OBJECT_CREATED);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var puts =
          IntStream.range(1, 9)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              s3().putObject(
                                      r -> r.bucket(bucket()).key("same"),
                                      RequestBody.fromString("x".repeat(i)))))
              .toList();
      for (var put : puts) {
        put.get();
      }
    }

    var last =
        IntStream.range(0, 8)
            .mapToObj(i -> object(receive()))
            .max((a, b) -> a.get("sequencer").asText().compareTo(b.get("sequencer").asText()))
            .orElseThrow();
    assertThat(s3().headObject(r -> r.bucket(bucket()).key("same")).contentLength())
        .isEqualTo(last.get("size").asLong());
  }

  @Test
  void a_function_is_refused_as_a_target_and_the_way_out_is_told() {
    assertThatThrownBy(
            () ->
                s3().putBucketNotificationConfiguration(
                        r ->
                            r.bucket(bucket())
                                .notificationConfiguration(
                                    n ->
                                        n.lambdaFunctionConfigurations(
                                            LambdaFunctionConfiguration.builder()
                                                .lambdaFunctionArn(
                                                    "arn:aws:lambda:us-east-1:000000000000:function:f")
                                                .events(Event.S3_OBJECT_CREATED)
                                                .build()))))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("inbox queue");
  }

  @Test
  void events_that_are_never_told_are_refused_by_name() {
    assertThatThrownBy(() -> listen(Event.S3_OBJECT_TAGGING))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("not supported");
  }
}
