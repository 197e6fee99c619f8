package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import java.util.List;

/// Hears how this node's shares of limits move. Called on the sharing threads: return quickly.
public interface ShareListener {

  /// What the node has of a limit, and what it lacks, has changed.
  default void has(ShareKey key, int slots, int wanted) {}

  /// Slots came: taken where they were free, or given by another node.
  default void got(ShareKey key, int slots) {}

  /// The node gave slots, its own or free ones, to one that wants them.
  default void gave(ShareKey key, NodeId to, int slots) {}

  /// The node put slots back that nobody needs.
  default void returned(ShareKey key, int slots) {}

  /// The node freed the slots of one that is gone.
  default void freed(ShareKey key, NodeId gone, int slots) {}

  /// The node's term has run out, and nobody can tell what the others run.
  ///
  /// @param ended invocations in progress that are ended for it
  default void cutOff(int ended) {}

  /// A listener that tells all of these, in order.
  static ShareListener all(List<ShareListener> listeners) {
    return new ShareListeners(listeners);
  }
}
