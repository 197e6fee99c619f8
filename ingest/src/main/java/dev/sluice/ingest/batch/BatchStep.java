package dev.sluice.ingest.batch;

import dev.sluice.ingest.source.StreamRecord;
import java.util.List;

/// The next thing to do with the records that were read and not yet batched.
public sealed interface BatchStep {

  /// There is nothing to batch.
  record ReadMore() implements BatchStep {}

  /// Hand these to the function.
  ///
  /// @param batch within the limits
  /// @param left what remains unbatched, in order
  record Send(StreamBatch batch, List<StreamRecord> left) implements BatchStep {

    public Send {
      left = List.copyOf(left);
    }
  }

  /// No event can carry this record: it is undeliverable (KIN-025).
  ///
  /// @param record the record alone
  /// @param left what remains unbatched, in order
  record Undeliverable(StreamBatch record, List<StreamRecord> left) implements BatchStep {

    public Undeliverable {
      left = List.copyOf(left);
    }
  }
}
