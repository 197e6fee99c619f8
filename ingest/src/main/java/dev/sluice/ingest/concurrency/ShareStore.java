package dev.sluice.ingest.concurrency;

/// The rows of shared limits, one per limit, seen by all nodes. Rows are never removed, so that a
/// version never comes back. Reads see every write that was answered before. Safe for use by many
/// threads. Any call may throw [dev.sluice.ingest.lease.StoreOutOfReachException]; a write that did
/// may have taken effect, or may still do so at any time until the row has a later version.
public interface ShareStore {

  /// The row as it is now; one of version 0 when nobody has written it.
  ShareRow read(ShareKey key);

  /// Writes a row; refused unless the version before it is the one in the store.
  Written write(ShareRow next);

  /// How a write ended.
  sealed interface Written {

    /// The row says so now.
    record Done() implements Written {}

    /// The row had another version; nothing was written by this call.
    ///
    /// @param now what it says
    record Refused(ShareRow now) implements Written {}
  }
}
