package dev.sluice.ingest.simulation;

/// What happens to nodes and to what they work on.
enum NodeFault {
  /// A process is killed and another is started in its place, under the same name.
  CRASH,
  /// A process stands still, for up to a minute and more, and goes on as if nothing had been.
  PAUSE,
  /// The threads of a process wait now and then for a processor.
  STALL,
  /// A node's monotonic clock runs faster or slower than the others'.
  DRIFT,
  /// A node's wall clock is turned, forward or back.
  WALL_CLOCK_TURNED,
  /// A node is stopped in order and started again as it was.
  RESTART,
  /// One node is stopped in order and started with other settings; the others keep theirs.
  MAPPING_UPDATE,
  /// One node after the other is stopped in order and started with other settings.
  REDEPLOY,
  /// A shard is split, or two are merged.
  RESHARD,
  /// A record ends the node that handles it.
  KILLED_BY_RECORD
}
