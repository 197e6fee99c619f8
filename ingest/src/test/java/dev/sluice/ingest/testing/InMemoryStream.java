package dev.sluice.ingest.testing;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.time.Timekeeper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A stream in memory. Its shards can be closed and split, and reads scripted to fail. Safe for use
/// by many threads.
public final class InMemoryStream implements StreamSource {

  private static final class Line {
    final Set<ShardId> parents;
    final List<StreamRecord> records = new ArrayList<>();
    boolean closed;

    Line(Set<ShardId> parents) {
      this.parents = parents;
    }
  }

  private final Timekeeper timekeeper;

  /// Guarded by this.
  private Instant created;

  /// Guarded by this.
  private final Map<ShardId, Line> shards = new LinkedHashMap<>();

  /// Answers given before anything is read. Guarded by this.
  private final Deque<StreamRead> scripted = new ArrayDeque<>();

  /// Guarded by this.
  private int reads;

  public InMemoryStream(Timekeeper timekeeper) {
    this.timekeeper = timekeeper;
    this.created = timekeeper.now();
  }

  public synchronized void addShard(ShardId id, ShardId... parents) {
    shards.put(id, new Line(Set.of(parents)));
  }

  /// Drops a shard with all its records, as a stream does once they are too old.
  public synchronized void trim(ShardId id) {
    shards.remove(id);
  }

  /// Another stream of the same name, made now, without shards.
  public synchronized void remake() {
    shards.clear();
    created = timekeeper.now();
  }

  public synchronized void close(ShardId id) {
    line(id).closed = true;
  }

  /// Puts records 1, 2, 3, ... behind those there are, arriving now.
  public synchronized void put(ShardId id, int count) {
    for (int i = 0; i < count; i++) {
      int number = line(id).records.size() + 1;
      put(id, "key-" + number, Integer.toString(number));
    }
  }

  public synchronized void put(ShardId id, String key, String data) {
    Line line = line(id);
    line.records.add(
        new StreamRecord(
            id,
            new SequenceNumber(BigInteger.valueOf(line.records.size() + 1)),
            key,
            new Bytes(data.getBytes(StandardCharsets.UTF_8)),
            timekeeper.now()));
  }

  /// The next read gives this answer instead.
  public synchronized void answer(StreamRead read) {
    scripted.add(read);
  }

  /// Whether nothing lies behind this checkpoint.
  public synchronized boolean isReadTo(ShardId id, Checkpoint checkpoint) {
    return switch (checkpoint) {
      case Checkpoint.ShardEnd _ -> true;
      case Checkpoint.Open(ReadPosition position, var _) ->
          line(id).records.stream().noneMatch(record -> isFollowing(record, position));
    };
  }

  /// How often any shard was read.
  public synchronized int reads() {
    return reads;
  }

  private Line line(ShardId id) {
    Line line = shards.get(id);
    if (line == null) {
      throw new IllegalArgumentException("no shard " + id);
    }
    return line;
  }

  @Override
  public synchronized StreamListing list() {
    return new StreamListing.Shards(
        created,
        timekeeper.now(),
        shards.entrySet().stream()
            .map(e -> new ListedShard(e.getKey(), e.getValue().parents))
            .toList());
  }

  @Override
  public ShardReader open(ShardId shard) {
    return (position, limit) -> read(shard, position, limit);
  }

  private synchronized StreamRead read(ShardId id, ReadPosition position, int limit) {
    reads++;
    StreamRead instead = scripted.poll();
    if (instead != null) {
      return instead;
    }
    Line line = shards.get(id);
    if (line == null) {
      return new StreamRead.Gone("no shard " + id);
    }
    List<StreamRecord> following =
        line.records.stream().filter(record -> isFollowing(record, position)).toList();
    List<StreamRecord> page = following.subList(0, Math.min(limit, following.size()));
    boolean all = page.size() == following.size();
    Duration behind =
        all
            ? Duration.ZERO
            : Duration.between(page.getLast().approximateArrival(), timekeeper.now()).plusMillis(1);
    return new StreamRead.Records(page, behind, all && line.closed);
  }

  private static boolean isFollowing(StreamRecord record, ReadPosition position) {
    return switch (position) {
      case ReadPosition.TrimHorizon _ -> true;
      case ReadPosition.AtTimestamp(var moment) -> !record.approximateArrival().isBefore(moment);
      case ReadPosition.After(var number) -> record.sequenceNumber().compareTo(number) > 0;
    };
  }
}
