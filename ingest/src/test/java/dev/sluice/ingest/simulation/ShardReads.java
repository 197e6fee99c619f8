package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;

/// Learns which shard a thread works on and from where: a poller reads only when it has nothing in
/// hand, so all before the position is behind it.
interface ShardReads {

  /// Learns nothing.
  ShardReads NONE = (_, _, _, _) -> {};

  /// A thread is about to read.
  void reads(Thread by, Arn stream, ShardId shard, ReadPosition position);
}
