package dev.sluice.ingest.lease;

/// Hears which leases this node has. Called on the leasing threads: return quickly.
public interface LeaseHolderListener {

  /// The node holds this lease now: its work may start.
  void taken(HeldLease lease);

  /// The node must not act on this lease any more: its work is dropped, nothing is written.
  void lost(HeldLease lease);

  /// The lease is to go to another node: its work ends with the turn in progress, settles, and only
  /// then gives the lease back. It may go on for as long as that takes.
  void handOver(HeldLease lease, NodeId to);

  /// The node lost its place among the living, with whatever it held or used under this id.
  default void deposed(NodeId former) {}

  /// Whether the node still works under more leases; false once it stops. It then takes nothing
  /// more, and others hand it nothing.
  default boolean isTaking() {
    return true;
  }
}
