package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.StreamBatch;
import java.util.List;

/// Whether the age of its records lets a stream batch be tried (KIN-047).
public sealed interface Readiness {

  /// These records may be handed to the function.
  ///
  /// @param batch the oldest records that are young enough
  /// @param later none, or one batch of the records behind the next one that is too old
  record Fit(StreamBatch batch, List<StreamBatch> later) implements Readiness {

    public Fit {
      later = List.copyOf(later);
    }
  }

  /// These records are too old to be tried (again).
  ///
  /// @param expired the oldest records
  /// @param later none, or one batch of the others
  record TooOld(StreamBatch expired, List<StreamBatch> later) implements Readiness {

    public TooOld {
      later = List.copyOf(later);
    }
  }
}
