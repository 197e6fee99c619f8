package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/// What any Kinesis must do for us, through the SDK's client. Each test has a stream of two shards.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KinesisContract {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private KinesisClient kinesis;
  private String stream;

  /// The client under test; closed by whoever made it.
  abstract KinesisClient client();

  @BeforeEach
  void createStream() {
    kinesis = client();
    stream = "contract-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
    kinesis.createStream(r -> r.streamName(stream).shardCount(2));
    kinesis.waiter().waitUntilStreamExists(r -> r.streamName(stream));
  }

  @AfterEach
  void deleteStream() {
    kinesis.deleteStream(r -> r.streamName(stream));
  }

  @Test
  void describes_a_stream_and_its_shards() {
    var described = kinesis.describeStream(r -> r.streamName(stream)).streamDescription();
    var summary = kinesis.describeStreamSummary(r -> r.streamName(stream));

    assertThat(described.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
    assertThat(described.streamARN()).matches("arn:aws:kinesis:.*:\\d{12}:stream/" + stream);
    assertThat(described.streamCreationTimestamp())
        .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
    assertThat(summary.streamDescriptionSummary().openShardCount()).isEqualTo(2);
    assertThat(kinesis.listStreamsPaginator().streamNames()).contains(stream);
    assertThat(described.shards()).isEqualTo(shards());
    assertThat(kinesis.listShards(r -> r.streamARN(described.streamARN())).shards())
        .isEqualTo(shards());
  }

  @Test
  void shards_cover_all_hash_keys_without_overlap() {
    var ranges = shards().stream().map(Shard::hashKeyRange).toList();

    assertThat(ranges.getFirst().startingHashKey()).isEqualTo("0");
    assertThat(new BigInteger(ranges.getFirst().endingHashKey()).add(BigInteger.ONE))
        .isEqualTo(new BigInteger(ranges.getLast().startingHashKey()));
    assertThat(new BigInteger(ranges.getLast().endingHashKey()).add(BigInteger.ONE))
        .isEqualTo(BigInteger.TWO.pow(128));
  }

  @Test
  void lists_shards_page_by_page() {
    var first = kinesis.listShards(r -> r.streamName(stream).maxResults(1));
    var second = kinesis.listShards(r -> r.nextToken(first.nextToken()));

    assertThat(first.shards()).isEqualTo(shards().subList(0, 1));
    assertThat(second.shards()).isEqualTo(shards().subList(1, 2));
    assertThat(second.nextToken()).isNull();
  }

  @Test
  void a_record_goes_to_the_shard_that_takes_the_hash_of_its_key() throws NoSuchAlgorithmException {
    for (var key : List.of("a", "b", "c", "quake-\u00e9")) {
      var put = put(key, "x");

      var hash =
          new BigInteger(
              1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
      var range =
          shards().stream()
              .filter(s -> s.shardId().equals(put.shardId()))
              .findFirst()
              .orElseThrow()
              .hashKeyRange();
      assertThat(hash)
          .isBetween(
              new BigInteger(range.startingHashKey()), new BigInteger(range.endingHashKey()));
    }
  }

  @Test
  void an_explicit_hash_key_decides_the_shard() {
    for (var shard : shards()) {
      var put =
          kinesis.putRecord(
              r ->
                  r.streamName(stream)
                      .partitionKey("same")
                      .explicitHashKey(shard.hashKeyRange().endingHashKey())
                      .data(SdkBytes.fromUtf8String("x")));

      assertThat(put.shardId()).isEqualTo(shard.shardId());
    }
  }

  @Test
  void sequence_numbers_have_56_digits_and_ascend_in_a_shard() {
    var numbers = IntStream.range(0, 30).mapToObj(i -> put("a", "x").sequenceNumber()).toList();

    assertThat(numbers).allMatch(n -> n.matches("\\d{56}")).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void records_come_back_as_they_were_put_and_with_their_arrival() {
    var before = Instant.now().minusSeconds(60);
    var put = put("key", "h\u00e9llo");

    var read = read(put.shardId(), ShardIteratorType.TRIM_HORIZON);

    assertThat(read.records())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.data().asUtf8String()).isEqualTo("h\u00e9llo");
              assertThat(r.partitionKey()).isEqualTo("key");
              assertThat(r.sequenceNumber()).isEqualTo(put.sequenceNumber());
              assertThat(r.approximateArrivalTimestamp())
                  .isBetween(before, Instant.now().plusSeconds(60));
            });
    assertThat(read.millisBehindLatest()).isZero();
  }

  @Test
  void each_entry_of_a_batch_has_a_result_of_its_own() {
    var entries =
        IntStream.range(0, 500).mapToObj(i -> entry("key-" + i, Integer.toString(i))).toList();

    var answer = kinesis.putRecords(r -> r.streamName(stream).records(entries));

    assertThat(answer.failedRecordCount()).isZero();
    assertThat(answer.records()).hasSize(500).allMatch(r -> r.errorCode() == null);
    var read = new ArrayList<String>();
    for (var shard : shards()) {
      read(shard.shardId(), ShardIteratorType.TRIM_HORIZON)
          .records()
          .forEach(r -> read.add(shard.shardId() + r.sequenceNumber()));
    }
    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            answer.records().stream().map(r -> r.shardId() + r.sequenceNumber()).toList());
  }

  @Test
  void a_batch_of_more_than_500_is_refused_as_a_whole() {
    var entries = IntStream.range(0, 501).mapToObj(i -> entry("k", "x")).toList();

    assertThatThrownBy(() -> kinesis.putRecords(r -> r.streamName(stream).records(entries)))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("500");
    for (var shard : shards()) {
      assertThat(read(shard.shardId(), ShardIteratorType.TRIM_HORIZON).records()).isEmpty();
    }
  }

  @Test
  void reading_can_start_at_a_record_or_after_it() {
    var first = put("a", "1");
    var second = put("a", "2");
    var third = put("a", "3");

    assertThat(texts(readFrom(ShardIteratorType.AT_SEQUENCE_NUMBER, second)))
        .containsExactly("2", "3");
    assertThat(texts(readFrom(ShardIteratorType.AFTER_SEQUENCE_NUMBER, first)))
        .containsExactly("2", "3");
    assertThat(texts(readFrom(ShardIteratorType.AFTER_SEQUENCE_NUMBER, third))).isEmpty();
  }

  @Test
  void reading_can_start_at_a_time() {
    var first = put("a", "1");
    var second = put("a", "2");
    var arrivals = read(first.shardId(), ShardIteratorType.TRIM_HORIZON).records();
    var time = arrivals.getLast().approximateArrivalTimestamp();

    var read =
        records(
            b ->
                b.shardId(second.shardId())
                    .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                    .timestamp(time));

    assertThat(read.records())
        .isEqualTo(
            arrivals.stream()
                .filter(r -> !r.approximateArrivalTimestamp().isBefore(time))
                .toList());
  }

  @Test
  void latest_is_the_place_after_the_newest_record() {
    var shard = put("a", "old").shardId();
    var iterator = iterator(b -> b.shardId(shard).shardIteratorType(ShardIteratorType.LATEST));
    put("a", "new");

    var read = kinesis.getRecords(r -> r.shardIterator(iterator));

    assertThat(texts(read)).containsExactly("new");
  }

  @Test
  void a_limit_ends_a_page_and_the_next_iterator_continues_it() {
    var shard = put("a", "1").shardId();
    put("a", "2");
    put("a", "3");
    var iterator =
        iterator(b -> b.shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON));

    var first = kinesis.getRecords(r -> r.shardIterator(iterator).limit(2));
    var second = kinesis.getRecords(r -> r.shardIterator(first.nextShardIterator()));

    assertThat(texts(first)).containsExactly("1", "2");
    assertThat(first.millisBehindLatest()).isPositive();
    assertThat(texts(second)).containsExactly("3");
    assertThat(second.millisBehindLatest()).isZero();
  }

  @Test
  void a_page_holds_at_most_10_mebibytes() {
    var large = "x".repeat(1024 * 1024 - 1);
    var shard = put("a", large).shardId();
    for (var i = 1; i < 11; i++) {
      put("a", large);
    }

    var read = read(shard, ShardIteratorType.TRIM_HORIZON);

    assertThat(read.records()).hasSize(10);
    assertThat(read.millisBehindLatest()).isPositive();
  }

  @Test
  void errors_bear_the_codes_of_aws() {
    var shard = shards().getFirst().shardId();

    assertThatThrownBy(() -> kinesis.createStream(r -> r.streamName(stream).shardCount(1)))
        .isInstanceOf(ResourceInUseException.class);
    assertThatThrownBy(() -> kinesis.describeStream(r -> r.streamName("no-such-stream")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> read("shardId-000000000099", ShardIteratorType.LATEST))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator("nonsense")))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(
            () ->
                iterator(
                    b ->
                        b.shardId(shard)
                            .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                            .startingSequenceNumber("7")))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> put("a", "x".repeat(1024 * 1024)))
        .isInstanceOf(KinesisException.class);
  }

  private List<Shard> shards() {
    return kinesis.listShards(r -> r.streamName(stream)).shards();
  }

  private PutRecordResponse put(String key, String text) {
    return kinesis.putRecord(
        r -> r.streamName(stream).partitionKey(key).data(SdkBytes.fromUtf8String(text)));
  }

  private static PutRecordsRequestEntry entry(String key, String text) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(key)
        .data(SdkBytes.fromUtf8String(text))
        .build();
  }

  private GetRecordsResponse readFrom(ShardIteratorType type, PutRecordResponse record) {
    return records(
        b ->
            b.shardId(record.shardId())
                .shardIteratorType(type)
                .startingSequenceNumber(record.sequenceNumber()));
  }

  private GetRecordsResponse read(String shard, ShardIteratorType type) {
    return records(b -> b.shardId(shard).shardIteratorType(type));
  }

  private GetRecordsResponse records(Consumer<GetShardIteratorRequest.Builder> start) {
    var iterator = iterator(start);
    return kinesis.getRecords(r -> r.shardIterator(iterator));
  }

  private String iterator(Consumer<GetShardIteratorRequest.Builder> start) {
    return kinesis.getShardIterator(b -> start.accept(b.streamName(stream))).shardIterator();
  }

  private static List<String> texts(GetRecordsResponse read) {
    return read.records().stream().map(Record::data).map(SdkBytes::asUtf8String).toList();
  }
}
