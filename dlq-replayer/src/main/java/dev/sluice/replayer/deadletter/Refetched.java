package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import java.util.List;

/// Whether what was read of a range is what the letter speaks of.
public sealed interface Refetched {

  /// Exactly the records of the letter.
  ///
  /// @param records in sequence order
  record Complete(List<StreamRecord> records) implements Refetched {

    public Complete {
      records = List.copyOf(records);
    }
  }

  /// Other records than the letter speaks of; replaying them would be wrong.
  ///
  /// @param records those that were found
  /// @param why for people
  record Incomplete(List<StreamRecord> records, String why) implements Refetched {

    public Incomplete {
      records = List.copyOf(records);
    }
  }

  /// A trimmed start shows only in that reading silently begins later (DLQ-041). More records than
  /// the letter counts means that a filter or another lane had a part in the range (DLQ-042): which
  /// ones are meant cannot be told without the mapping, so none is.
  static Refetched of(StreamRange range, List<StreamRecord> records) {
    if (records.isEmpty()) {
      return new Incomplete(
          records, "its records were trimmed: nothing is left at or after " + range.first());
    }
    SequenceNumber first = records.getFirst().sequenceNumber();
    if (!first.equals(range.first())) {
      return new Incomplete(
          records,
          "its records were trimmed: expected " + range.first() + " first, found " + first);
    }
    SequenceNumber last = records.getLast().sequenceNumber();
    if (!last.equals(range.last())) {
      return new Incomplete(
          records, "its last record is missing: expected " + range.last() + ", found " + last);
    }
    if (records.size() != range.size()) {
      return new Incomplete(
          records,
          "expected "
              + range.size()
              + " records between its first and last, found "
              + records.size()
              + ": which of them failed depends on the mapping's filters or parallelization");
    }
    return new Complete(records);
  }
}
