package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Shares whose next write goes wrong as told. Used by one thread.
final class FragileShareStore implements ShareStore {

  /// What becomes of a write.
  enum Fault {
    NONE,
    /// It never happens, and nobody says so.
    LOST,
    /// It happens, and nobody says so.
    ANSWER_LOST,
    /// It happens when [#deliverLate] is called, and nobody says so.
    LATE
  }

  private final ShareStore store;
  private final Deque<ShareRow> late = new ArrayDeque<>();
  private Fault next = Fault.NONE;

  FragileShareStore(ShareStore store) {
    this.store = store;
  }

  void failNext(Fault fault) {
    next = fault;
  }

  /// Lets the oldest late write arrive; does nothing when there is none.
  void deliverLate() {
    ShareRow arriving = late.poll();
    if (arriving != null) {
      store.write(arriving);
    }
  }

  boolean hasLate() {
    return !late.isEmpty();
  }

  @Override
  public ShareRow read(ShareKey key) {
    return store.read(key);
  }

  @Override
  public Written write(ShareRow row) {
    Fault fault = next;
    next = Fault.NONE;
    switch (fault) {
      case NONE -> {
        return store.write(row);
      }
      case LOST -> {}
      case ANSWER_LOST -> store.write(row);
      case LATE -> late.add(row);
    }
    throw new StoreOutOfReachException("no answer", new IllegalStateException("by the test"));
  }
}
