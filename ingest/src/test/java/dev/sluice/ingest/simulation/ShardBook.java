package dev.sluice.ingest.simulation;

import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.SequenceNumber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What became of the records of one shard for one mapping. Records are named by their place in the
/// shard, counted from 0.
final class ShardBook {

  private final StreamMapping mapping;
  private final ModelledShard shard;
  private final List<ShardBook> parents;

  /// Succeeded, reported, dropped, or never asked for.
  private final BitSet settled = new BitSet();

  private int firstOpen;

  /// Pollers that read this shard, the dead ones too.
  private final List<Reader> readers = new ArrayList<>();

  /// How many records the lease's checkpoint has behind it.
  private int checkpoint;

  private boolean ended;
  private int takeOvers;

  /// A thread that works through the shard.
  static final class Reader {

    /// The first record it has not settled.
    private int head;

    int head() {
      return head;
    }

    void head(int next) {
      head = next;
    }
  }

  ShardBook(StreamMapping mapping, ModelledShard shard, List<ShardBook> parents) {
    this.mapping = mapping;
    this.shard = shard;
    this.parents = List.copyOf(parents);
  }

  StreamMapping mapping() {
    return mapping;
  }

  ModelledShard shard() {
    return shard;
  }

  List<ShardBook> parents() {
    return parents;
  }

  /// Where a record lies.
  int placeOf(SequenceNumber number) {
    int place = shard.countUpTo(number) - 1;
    if (place < 0 || !shard.record(place).sequenceNumber().equals(number)) {
      throw new IllegalArgumentException("there is no record " + number + " in " + shard);
    }
    return place;
  }

  /// @param end left out
  void settle(int from, int end) {
    settled.set(from, end);
  }

  /// The first record that is not settled.
  int firstOpen() {
    firstOpen = settled.nextClearBit(firstOpen);
    return firstOpen;
  }

  /// Whether the shard is closed and all of it is settled.
  boolean isComplete() {
    return shard.isClosed() && firstOpen() >= shard.size();
  }

  /// Whether all is settled and the lease says so.
  boolean isDrained() {
    boolean written = shard.isClosed() ? ended : checkpoint >= shard.size();
    return firstOpen() >= shard.size() && (written || shard.stream().listed(shard.id()) == null);
  }

  Reader newReader() {
    var reader = new Reader();
    readers.add(reader);
    return reader;
  }

  List<Reader> readers() {
    return readers;
  }

  int checkpoint() {
    return checkpoint;
  }

  boolean hasEnded() {
    return ended;
  }

  void written(int newCheckpoint, boolean newEnded) {
    checkpoint = newCheckpoint;
    ended = newEnded;
  }

  int takeOvers() {
    return takeOvers;
  }

  void takeOvers(int newTakeOvers) {
    takeOvers = newTakeOvers;
  }

  /// For messages.
  String describe(int place) {
    return place < shard.size()
        ? shard + " record " + place + " (" + text(place) + ")"
        : shard + " end";
  }

  String text(int place) {
    return new String(shard.record(place).data().array(), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return mapping.logicalId()
        + " "
        + shard
        + ": "
        + firstOpen()
        + " of "
        + shard.size()
        + " settled, checkpoint "
        + (ended ? "at the end" : checkpoint);
  }
}
