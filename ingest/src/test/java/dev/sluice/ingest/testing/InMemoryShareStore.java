package dev.sluice.ingest.testing;

import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareRow;
import dev.sluice.ingest.concurrency.ShareStore;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.HashMap;
import java.util.Map;

/// Shares in memory that can be put out of reach. Safe for use by many threads.
public final class InMemoryShareStore implements ShareStore {

  /// Guarded by this.
  private final Map<ShareKey, ShareRow> rows = new HashMap<>();

  /// Guarded by this.
  private boolean outOfReach;

  /// Guarded by this.
  private int writes;

  /// Lets every call fail, or none.
  public synchronized void outOfReach(boolean now) {
    outOfReach = now;
  }

  /// How many writes there were, refused ones too.
  public synchronized int writes() {
    return writes;
  }

  private void reach() {
    if (outOfReach) {
      throw new StoreOutOfReachException("out of reach", new IllegalStateException("by the test"));
    }
  }

  @Override
  public synchronized ShareRow read(ShareKey key) {
    reach();
    return rows.getOrDefault(key, ShareRow.none(key));
  }

  @Override
  public synchronized Written write(ShareRow next) {
    reach();
    writes++;
    ShareRow now = rows.getOrDefault(next.key(), ShareRow.none(next.key()));
    if (now.version() + 1 != next.version()) {
      return new Written.Refused(now);
    }
    rows.put(next.key(), next);
    return new Written.Done();
  }
}
