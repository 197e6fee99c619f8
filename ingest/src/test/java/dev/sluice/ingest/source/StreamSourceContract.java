package dev.sluice.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamSource.ShardReader;
import dev.sluice.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every stream source promises.
public abstract class StreamSourceContract {

  private static final ReadPosition HORIZON = new ReadPosition.TrimHorizon();

  private StreamSource source;
  private ShardId shard;

  /// A stream of one open shard without records.
  protected abstract StreamSource emptyStream();

  /// A stream that does not exist.
  protected abstract StreamSource missingStream();

  /// Puts one record; returns when it can be read.
  protected abstract void put(String key, String data);

  @BeforeEach
  final void makeStream() {
    source = emptyStream();
    shard = ((StreamListing.Shards) source.list()).shards().getFirst().id();
  }

  /// Reads on from `position` until `count` records are there, a minute at most.
  private List<StreamRecord> read(ShardReader reader, ReadPosition position, int count) {
    var records = new ArrayList<StreamRecord>();
    ReadPosition next = position;
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (records.size() < count && System.nanoTime() < deadline) {
      if (reader.read(next, 10_000) instanceof StreamRead.Records(var page, var _, var _)
          && !page.isEmpty()) {
        records.addAll(page);
        next = new ReadPosition.After(page.getLast().sequenceNumber());
      }
    }
    return records;
  }

  private static List<String> texts(List<StreamRecord> records) {
    return records.stream().map(r -> new String(r.data().array(), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void lists_an_open_shard_without_parents() {
    var listing = (StreamListing.Shards) source.list();

    assertThat(listing.shards()).containsExactly(new ListedShard(shard, Set.of()));
    assertThat(listing.asked()).isAfterOrEqualTo(listing.created().minusSeconds(1));
  }

  @Test
  @Rule("KIN-003")
  void reads_from_the_horizon_in_sequence_order() {
    for (int i = 1; i <= 20; i++) {
      put("key-" + i % 3, "text " + i);
    }

    List<StreamRecord> records = read(source.open(shard), HORIZON, 20);

    assertThat(texts(records)).hasSize(20).first().isEqualTo("text 1");
    assertThat(texts(records).getLast()).isEqualTo("text 20");
    assertThat(records)
        .isSortedAccordingTo((a, b) -> a.sequenceNumber().compareTo(b.sequenceNumber()));
    assertThat(records.getFirst().partitionKey()).isEqualTo("key-1");
    assertThat(records.getFirst().shardId()).isEqualTo(shard);
  }

  @Test
  void stops_at_the_limit_and_says_that_it_lies_behind() {
    for (int i = 1; i <= 5; i++) {
      put("key", "text " + i);
    }
    var reader = source.open(shard);

    var first = (StreamRead.Records) reader.read(HORIZON, 2);

    assertThat(texts(first.records())).containsExactly("text 1", "text 2");
    assertThat(first.behindLatest()).isPositive();
    var next = new ReadPosition.After(first.records().getLast().sequenceNumber());
    assertThat(texts(read(reader, next, 3))).containsExactly("text 3", "text 4", "text 5");
  }

  @Test
  @Rule("KIN-008")
  void reads_again_from_any_position() {
    put("key", "text 1");
    put("key", "text 2");
    put("key", "text 3");
    var reader = source.open(shard);
    List<StreamRecord> once = read(reader, HORIZON, 3);

    assertThat(read(reader, HORIZON, 3)).isEqualTo(once);
    var afterFirst = new ReadPosition.After(once.getFirst().sequenceNumber());
    assertThat(read(reader, afterFirst, 2)).isEqualTo(once.subList(1, 3));
    assertThat(read(source.open(shard), afterFirst, 2)).isEqualTo(once.subList(1, 3));
  }

  @Test
  void is_at_the_tip_when_everything_was_read_and_finds_what_comes_later() {
    put("key", "text 1");
    var reader = source.open(shard);
    var last = new ReadPosition.After(read(reader, HORIZON, 1).getLast().sequenceNumber());

    assertThat(reader.read(last, 100))
        .isEqualTo(new StreamRead.Records(List.of(), Duration.ZERO, false));
    put("key", "text 2");

    assertThat(texts(read(reader, last, 1))).containsExactly("text 2");
  }

  @Test
  @Rule("KIN-003")
  void begins_at_a_moment() {
    put("key", "text 1");
    Instant arrival = read(source.open(shard), HORIZON, 1).getFirst().approximateArrival();

    assertThat(texts(read(source.open(shard), new ReadPosition.AtTimestamp(arrival), 1)))
        .containsExactly("text 1");
    assertThat(source.open(shard).read(new ReadPosition.AtTimestamp(arrival.plusMillis(1)), 10))
        .isInstanceOfSatisfying(
            StreamRead.Records.class, read -> assertThat(read.records()).isEmpty());
  }

  @Test
  void says_that_a_stream_or_shard_is_gone() {
    assertThat(missingStream().open(shard).read(HORIZON, 10)).isInstanceOf(StreamRead.Gone.class);
    assertThat(source.open(new ShardId("shardId-000000000099")).read(HORIZON, 10))
        .isInstanceOf(StreamRead.Gone.class);
  }
}
