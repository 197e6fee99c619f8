package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Decides which leases a node may take now. Pure.
///
/// @param self the node that asks
/// @param alive nodes with a row that were not declared dead
/// @param wanted whether the node has use for a lease
/// @param reservedBefore leases that were kept for another node at the last look already
record TakePlan(
    NodeId self, Set<NodeId> alive, Predicate<LeaseKey> wanted, Set<LeaseKey> reservedBefore) {

  /// The leases to take, of all those there are. Must have been read before the nodes: an owner
  /// without a row is then one that is gone for good, never one that has just come.
  List<Lease> takeable(List<Lease> leases) {
    Map<LeaseKey, Lease> byKey = new HashMap<>();
    leases.forEach(l -> byKey.put(l.key(), l));
    return leases.stream()
        .filter(l -> isAvailable(l) && wanted.test(l.key()))
        .filter(l -> l.checkpoint() instanceof Checkpoint.Open)
        .filter(l -> parentsAreFinished(l, byKey))
        .toList();
  }

  private boolean isAvailable(Lease lease) {
    return switch (lease.tenure()) {
      case Tenure.Free _ -> !isReserved(lease) || reservedBefore.contains(lease.key());
      case Tenure.Held(NodeId owner, var _) -> !alive.contains(owner);
    };
  }

  private boolean isReserved(Lease lease) {
    return lease.tenure() instanceof Tenure.Free(NodeId preferred)
        && preferred != null
        && !preferred.equals(self);
  }

  /// Children wait until all of each parent is settled; a parent without a lease was trimmed before
  /// anybody could read it and holds nobody up (LEASE-032, KIN-011, KIN-012).
  private static boolean parentsAreFinished(Lease lease, Map<LeaseKey, Lease> byKey) {
    return switch (lease.key()) {
      case LeaseKey.Manager _, LeaseKey.QueueSeat _ -> true;
      case LeaseKey.Shard shard ->
          lease.parents().stream()
              .map(parent -> byKey.get(shard.sibling(parent)))
              .allMatch(parent -> parent == null || isFinished(parent));
    };
  }

  private static boolean isFinished(Lease lease) {
    return lease.checkpoint() instanceof Checkpoint.ShardEnd;
  }

  /// The leases kept for another node, for the next look.
  Set<LeaseKey> reserved(List<Lease> leases) {
    var reserved = new HashSet<LeaseKey>();
    leases.stream().filter(this::isReserved).forEach(l -> reserved.add(l.key()));
    return reserved;
  }
}
