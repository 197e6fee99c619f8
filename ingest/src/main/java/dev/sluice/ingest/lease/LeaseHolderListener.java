package dev.sluice.ingest.lease;

/// Hears which leases this node has. Called on the leasing threads: return quickly.
public interface LeaseHolderListener {

  /// The node holds this lease now: its work may start.
  void taken(HeldLease lease);

  /// The node must not act on this lease any more: its work is dropped, nothing is written.
  void lost(HeldLease lease);
}
