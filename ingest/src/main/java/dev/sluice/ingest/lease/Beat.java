package dev.sluice.ingest.lease;

import java.util.List;

/// What became of a node when it tried to prove that it lives.
sealed interface Beat {

  /// It does, and its term runs anew.
  record Proven() implements Beat {}

  /// It is a member from now on, under this id.
  record Joined(NodeId node) implements Beat {}

  /// It could not join under the id it drew; it has another one now.
  record NotJoined() implements Beat {}

  /// It is no member any more: its term has run out, or it was declared dead.
  ///
  /// @param former the id it had
  /// @param lost the leases it held
  record Deposed(NodeId former, List<HeldLease> lost) implements Beat {}
}
