package dev.sluice.local.kinesis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// One shard: records in the order they came, never removed. Safe for use by several threads.
///
/// A position is the number of records before it. A sequence number is 56 digits: `49`, the second
/// the stream was created, the shard's number, and a count that leaves gaps, as AWS's do.
final class Shard {

  private static final int COUNT_DIGITS = 38;
  private static final int MAXIMUM_RECORDS = 10_000;
  private static final int MAXIMUM_BYTES = 10 * 1024 * 1024;

  private final String id;
  private final HashKeyRange hashKeys;
  private final String sequencePrefix;

  /// Ascending by sequence number. Guarded by this.
  private final List<StreamRecord> records = new ArrayList<>();

  /// What the last sequence number counted. Guarded by this.
  private long count;

  Shard(int number, HashKeyRange hashKeys, Instant created) {
    this.id = "shardId-%012d".formatted(number);
    this.hashKeys = hashKeys;
    this.sequencePrefix = "49%010d%06d".formatted(created.getEpochSecond(), number);
  }

  String id() {
    return id;
  }

  HashKeyRange hashKeys() {
    return hashKeys;
  }

  /// Where its sequence numbers begin; no record bears it.
  String startingSequenceNumber() {
    return sequenceNumber(0);
  }

  /// Whether `sequenceNumber` is one that this shard could have given out.
  boolean gives(String sequenceNumber) {
    return sequenceNumber.length() == sequencePrefix.length() + COUNT_DIGITS
        && sequenceNumber.startsWith(sequencePrefix)
        && sequenceNumber.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  synchronized StreamRecord add(String partitionKey, byte[] data, Instant now) {
    count += 1 + records.size() % 5;
    var arrival = now.truncatedTo(ChronoUnit.MILLIS);
    if (!records.isEmpty() && records.getLast().arrival().isAfter(arrival)) {
      arrival = records.getLast().arrival();
    }
    var added = new StreamRecord(sequenceNumber(count), partitionKey, arrival, data);
    records.add(added);
    return added;
  }

  private String sequenceNumber(long counted) {
    return sequencePrefix + ("%0" + COUNT_DIGITS + "d").formatted(counted);
  }

  /// The position after the newest record.
  synchronized int tip() {
    return records.size();
  }

  /// The position of the first record whose sequence number is `sequenceNumber` or later.
  synchronized int positionOf(String sequenceNumber) {
    return firstWhere(i -> records.get(i).sequenceNumber().compareTo(sequenceNumber) >= 0);
  }

  /// The position of the first record whose sequence number is later than `sequenceNumber`.
  synchronized int positionAfter(String sequenceNumber) {
    return firstWhere(i -> records.get(i).sequenceNumber().compareTo(sequenceNumber) > 0);
  }

  /// The position of the first record that came at `time` or later.
  synchronized int positionAt(Instant time) {
    return firstWhere(i -> !records.get(i).arrival().isBefore(time));
  }

  /// The first index for which `holds`, given that it holds for all later ones too.
  private int firstWhere(IntPredicate holds) {
    var low = 0;
    var high = records.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// Records from `position` on: at most `limit`, 10,000 or 10 MiB, but one at least where there is
  /// one.
  synchronized Page read(int position, int limit, Instant now) {
    var from = Math.min(position, records.size());
    var most = Math.min(records.size(), from + Math.min(limit, MAXIMUM_RECORDS));
    var to = from;
    var bytes = 0L;
    while (to < most && (to == from || bytes + records.get(to).size() <= MAXIMUM_BYTES)) {
      bytes += records.get(to).size();
      to++;
    }
    return new Page(List.copyOf(records.subList(from, to)), to, behind(to, now));
  }

  /// How far a reader at `position` is behind the newest record: 0 only when it has read all.
  private long behind(int position, Instant now) {
    if (position >= records.size()) {
      return 0;
    }
    var age = now.toEpochMilli() - records.get(position).arrival().toEpochMilli();
    return Math.max(1, age);
  }

  /// What one read returns: the records, the position after them and how far behind the tip that
  /// is.
  record Page(List<StreamRecord> records, int next, long millisBehindLatest) {
    Page {
      records = List.copyOf(records);
    }
  }
}
