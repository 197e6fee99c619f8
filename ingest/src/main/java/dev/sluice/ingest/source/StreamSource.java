package dev.sluice.ingest.source;

/// One stream. Safe for use by many threads; the readers it opens are not.
public interface StreamSource {

  /// All shards the stream still knows, open and closed.
  StreamListing list();

  /// A reader of one shard.
  ShardReader open(ShardId shard);

  /// Reads one shard. Used by one thread at a time. Keeps no position that matters: reading at any
  /// position is always possible, reading on where the last read ended is cheap.
  interface ShardReader {

    /// Reads at `position`. An iterator that has expired is replaced here (KIN-009).
    ///
    /// @param limit records at most, 1 to 10,000
    StreamRead read(ReadPosition position, int limit);
  }
}
