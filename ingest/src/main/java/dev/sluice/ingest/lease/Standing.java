package dev.sluice.ingest.lease;

import java.util.Optional;

/// Whether this node counts among the living. Safe for use by many threads.
public interface Standing {

  /// The id of this life while the node's own term runs: until then nobody has declared it dead.
  /// Empty before it has joined, and once it could not prove in time that it lives.
  Optional<NodeId> member();
}
