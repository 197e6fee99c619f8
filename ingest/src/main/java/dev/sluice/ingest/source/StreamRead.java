package dev.sluice.ingest.source;

import java.time.Duration;
import java.util.List;

/// What one read of a shard brought.
public sealed interface StreamRead {

  /// The shard answered.
  ///
  /// @param records in sequence order; may be empty although more follow
  /// @param behindLatest how far the end of this read lies behind the newest record; zero at the
  ///   tip
  /// @param endOfShard true when the shard is closed and nothing follows these records (KIN-010)
  record Records(List<StreamRecord> records, Duration behindLatest, boolean endOfShard)
      implements StreamRead {

    public Records {
      records = List.copyOf(records);
    }
  }

  /// The stream's read limits are used up for the moment (KIN-007).
  record Throttled() implements StreamRead {}

  /// The stream or shard does not exist any more.
  ///
  /// @param why for logs
  record Gone(String why) implements StreamRead {}

  /// The stream could not be asked, or gave an answer that may be different next time.
  ///
  /// @param why for logs
  record OutOfReach(String why) implements StreamRead {}
}
