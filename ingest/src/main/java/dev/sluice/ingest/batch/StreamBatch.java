package dev.sluice.ingest.batch;

import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import java.util.List;

/// Neighbouring records of one shard that are handed to the function together, and how often they
/// have been.
///
/// @param records in rising sequence order, at least one
/// @param attempts invocations of exactly these records that ran and failed (KIN-041)
/// @param refusals invocations since the last attempt that never ran; they spend nothing (KIN-042)
///   but lengthen the wait
public record StreamBatch(List<StreamRecord> records, int attempts, int refusals) {

  public StreamBatch {
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one record");
    }
    if (attempts < 0 || refusals < 0) {
      throw new IllegalArgumentException("attempts and refusals are not negative");
    }
    for (int i = 1; i < records.size(); i++) {
      SequenceNumber before = records.get(i - 1).sequenceNumber();
      if (before.compareTo(records.get(i).sequenceNumber()) >= 0) {
        throw new IllegalArgumentException(
            "expected rising sequence numbers, found "
                + records.get(i).sequenceNumber()
                + " after "
                + before);
      }
    }
  }

  /// A batch nobody has seen yet.
  public static StreamBatch fresh(List<StreamRecord> records) {
    return new StreamBatch(records, 0, 0);
  }

  public int size() {
    return records.size();
  }

  public StreamRecord first() {
    return records.getFirst();
  }

  public StreamRecord last() {
    return records.getLast();
  }

  /// The same records after one more attempt that ran and failed.
  public StreamBatch attempted() {
    return new StreamBatch(records, attempts + 1, 0);
  }

  /// The same records after an invocation that never ran.
  public StreamBatch refused() {
    return new StreamBatch(records, attempts, refusals + 1);
  }

  /// The records from `from` (inclusive) to `to` (exclusive) as a batch of their own that starts
  /// counting anew (KIN-051, KIN-061).
  public StreamBatch part(int from, int to) {
    return fresh(records.subList(from, to));
  }

  /// As [#part], but the attempts of the whole stay with the part.
  public StreamBatch remainder(int from, int to) {
    return new StreamBatch(records.subList(from, to), attempts, refusals);
  }
}
