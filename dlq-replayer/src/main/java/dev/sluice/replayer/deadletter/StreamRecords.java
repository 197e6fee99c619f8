package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.identity.Arn;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Records a stream still retains.
public interface StreamRecords {

  /// Reads what is left of a range: from its first sequence number, or the first record after it
  /// when that is gone, up to its last (DLQ-041).
  RangeRead read(StreamRange range) throws InterruptedException;

  /// How long the stream retains records; null when it cannot be told.
  @Nullable Duration retention(Arn stream) throws InterruptedException;
}
