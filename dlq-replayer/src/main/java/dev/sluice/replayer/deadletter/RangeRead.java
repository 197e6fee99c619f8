package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.source.StreamRecord;
import java.util.List;

/// What reading a range of a shard brought.
public sealed interface RangeRead {

  /// The shard answered.
  ///
  /// @param records in sequence order, none beyond the range's last
  record Records(List<StreamRecord> records) implements RangeRead {

    public Records {
      records = List.copyOf(records);
    }
  }

  /// There is no such stream or shard, or it refused the position.
  ///
  /// @param why for people
  record Gone(String why) implements RangeRead {}

  /// The stream could not be asked; it may work another time.
  ///
  /// @param why for people
  record Unavailable(String why) implements RangeRead {}
}
