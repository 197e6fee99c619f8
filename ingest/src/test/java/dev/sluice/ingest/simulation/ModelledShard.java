package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One shard of a modelled stream. Touched by the simulator's thread alone.
final class ModelledShard {

  private final ModelledStream stream;
  private final ShardId id;
  private final List<ModelledShard> parents;

  /// Keys whose hash lies here, the upper end left out.
  private final int from;

  private final int to;

  private final List<StreamRecord> records = new ArrayList<>();
  private boolean closed;

  ModelledShard(ModelledStream stream, ShardId id, List<ModelledShard> parents, int from, int to) {
    this.stream = stream;
    this.id = id;
    this.parents = List.copyOf(parents);
    this.from = from;
    this.to = to;
  }

  ModelledStream stream() {
    return stream;
  }

  ShardId id() {
    return id;
  }

  List<ModelledShard> parents() {
    return parents;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  boolean covers(int hash) {
    return from <= hash && hash < to;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  void add(StreamRecord record) {
    records.add(record);
  }

  int size() {
    return records.size();
  }

  StreamRecord record(int index) {
    return records.get(index);
  }

  /// How many records there are up to and with this number.
  int countUpTo(SequenceNumber number) {
    int low = 0;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).sequenceNumber().compareTo(number) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// How many records arrived before this moment.
  int countBefore(Instant moment) {
    int count = 0;
    while (count < records.size() && records.get(count).approximateArrival().isBefore(moment)) {
      count++;
    }
    return count;
  }

  /// How many records lie before a position.
  int countBefore(ReadPosition position) {
    return switch (position) {
      case ReadPosition.TrimHorizon() -> 0;
      case ReadPosition.AtTimestamp(Instant moment) -> countBefore(moment);
      case ReadPosition.After(SequenceNumber number) -> countUpTo(number);
    };
  }

  StreamRead read(ReadPosition position, int limit, Instant now) {
    int first = countBefore(position);
    int end = Math.min(records.size(), first + limit);
    boolean all = end == records.size();
    Duration behind =
        all
            ? Duration.ZERO
            : Duration.between(records.get(end).approximateArrival(), now).plusMillis(1);
    return new StreamRead.Records(records.subList(first, end), behind, all && closed);
  }

  @Override
  public String toString() {
    return stream.name() + "/" + id;
  }
}
