package dev.sluice.ingest.lease;

import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Lease.Tenure;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one look at the table shows: who is alive, what can be worked on, and who has how much of
/// it. Pure.
///
/// The leases must have been read before the nodes: an owner without a row is then one that is gone
/// for good, never one that has just come.
final class Survey {

  private final Map<NodeId, NodeScope> alive = new TreeMap<>(Comparator.comparing(NodeId::value));
  private final List<Lease> workable;
  private final Map<NodeId, Integer> loads = new HashMap<>();

  /// Those asked for already.
  private final Map<EventSourceMappingId, Set<NodeId>> pollers = new HashMap<>();

  /// @param leases all there are
  /// @param alive nodes with a row that were not declared dead
  /// @param leaving leases the looking node holds and is handing over, and to whom: they count for
  ///   their next owners
  Survey(List<Lease> leases, Collection<NodeRow> alive, Map<LeaseKey, NodeId> leaving) {
    alive.forEach(row -> this.alive.put(row.node(), row.scope()));
    Map<LeaseKey, Lease> byKey =
        leases.stream().collect(Collectors.toMap(Lease::key, lease -> lease));
    var incarnations = new Incarnations(leases);
    this.workable =
        leases.stream()
            .filter(lease -> lease.checkpoint() instanceof Checkpoint.Open)
            .filter(lease -> incarnations.isPresent(lease.key()))
            .filter(lease -> parentsAreFinished(lease, byKey))
            .sorted(Comparator.comparing(lease -> lease.key().text()))
            .toList();
    for (Lease lease : workable) {
      NodeId next = leaving.getOrDefault(lease.key(), hasOrGets(lease));
      if (lease.key() instanceof LeaseKey.OfMapping && next != null) {
        loads.merge(next, 1, Integer::sum);
      }
    }
  }

  /// Children wait until all of each parent is settled; a parent without a lease was trimmed before
  /// anybody could read it and holds nobody up (LEASE-032, KIN-011, KIN-012).
  private static boolean parentsAreFinished(Lease lease, Map<LeaseKey, Lease> byKey) {
    return switch (lease.key()) {
      case LeaseKey.Manager _, LeaseKey.QueueSeat _ -> true;
      case LeaseKey.Shard shard ->
          lease.parents().stream()
              .map(parent -> byKey.get(shard.sibling(parent)))
              .allMatch(p -> p == null || p.checkpoint() instanceof Checkpoint.ShardEnd);
    };
  }

  private @Nullable NodeId hasOrGets(Lease lease) {
    return switch (lease.tenure()) {
      case Tenure.Free(NodeId preferred) -> preferred;
      case Tenure.Held(NodeId owner, var _) -> owner;
    };
  }

  /// The leases somebody could work under, of present streams only and without what waits for a
  /// parent; ordered by key.
  List<Lease> workable() {
    return workable;
  }

  boolean isAlive(NodeId node) {
    return alive.containsKey(node);
  }

  /// Nobody alive holds it.
  boolean isAvailable(Lease lease) {
    return switch (lease.tenure()) {
      case Tenure.Free _ -> true;
      case Tenure.Held(NodeId owner, var _) -> !isAlive(owner);
    };
  }

  /// Free, and named for a node that is there to take it.
  boolean isReserved(Lease lease) {
    return lease.tenure() instanceof Tenure.Free(NodeId preferred)
        && preferred != null
        && isAlive(preferred);
  }

  /// The nodes alive that have use for a lease of this key.
  Set<NodeId> pollersOf(LeaseKey key) {
    return switch (key) {
      case LeaseKey.Manager _ -> aliveWithUseFor(key);
      case LeaseKey.OfMapping work ->
          pollers.computeIfAbsent(work.mapping(), _ -> aliveWithUseFor(key));
    };
  }

  private Set<NodeId> aliveWithUseFor(LeaseKey key) {
    return alive.entrySet().stream()
        .filter(node -> node.getValue().covers(key))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// How many workable leases each node alive holds or has been named for. The manager's is no
  /// load.
  Map<NodeId, Integer> loads() {
    return alive.keySet().stream()
        .collect(Collectors.toMap(node -> node, node -> loads.getOrDefault(node, 0)));
  }
}
