package dev.sluice.ingest.concurrency;

import java.time.Duration;

/// Room for one poll and the invocation of what it brings. Used once; closing twice does nothing.
public interface ConcurrencyClaim extends AutoCloseable {

  /// Turns the claim into a slot. When none is free what was polled is held, the oldest first, at
  /// most so long.
  Admission admit(Duration patience) throws InterruptedException;

  @Override
  void close();
}
