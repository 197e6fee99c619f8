package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;

/// Where a share is used: the pool of one limit on this node.
interface Room {

  /// The use, to be decided upon.
  ///
  /// @param newPeak whether the peak is counted anew from now on
  ShareUse look(boolean newPeak);

  /// Lets so many run at once, as long as the node is this member. What runs already goes on.
  ///
  /// @return how many are running now, with none more to come once this is reached
  int allow(NodeId member, int slots);
}
