package dev.sluice.ingest.simulation;

import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseHolderListener;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who holds which lease, as the holders themselves believe.
final class Holdings {

  private record Holding(Machine machine, HeldLease lease) {

    boolean isTrusted() {
      return !machine.hasCrashed() && lease.isTrusted();
    }
  }

  private final Map<LeaseKey, List<Holding>> byKey = new HashMap<>();

  /// Passes everything on to a machine's fleet, and remembers it.
  LeaseHolderListener watching(Machine machine, LeaseHolderListener fleet) {
    return new Watch(machine, fleet);
  }

  /// How many of those who hold this lease may act on it at this moment, as each of them judges.
  int trusted(LeaseKey key) {
    List<Holding> holdings = byKey.computeIfAbsent(key, _ -> new ArrayList<>());
    holdings.removeIf(holding -> holding.machine().hasCrashed() || !isHeld(holding.lease()));
    return (int) holdings.stream().filter(Holding::isTrusted).count();
  }

  /// Whether a machine believes to hold this lease.
  boolean isTrustedBy(Machine machine, LeaseKey key) {
    return byKey.getOrDefault(key, List.of()).stream()
        .anyMatch(holding -> holding.machine() == machine && holding.isTrusted());
  }

  private static boolean isHeld(HeldLease lease) {
    return !lease.isLost();
  }

  private final class Watch implements LeaseHolderListener {

    private final Machine machine;
    private final LeaseHolderListener fleet;

    Watch(Machine machine, LeaseHolderListener fleet) {
      this.machine = machine;
      this.fleet = fleet;
    }

    @Override
    public void taken(HeldLease lease) {
      byKey.computeIfAbsent(lease.key(), _ -> new ArrayList<>()).add(new Holding(machine, lease));
      fleet.taken(lease);
    }

    @Override
    public void lost(HeldLease lease) {
      fleet.lost(lease);
    }

    @Override
    public void handOver(HeldLease lease, NodeId to) {
      fleet.handOver(lease, to);
    }

    @Override
    public void deposed(NodeId former) {
      fleet.deposed(former);
    }

    @Override
    public boolean isTaking() {
      return fleet.isTaking();
    }
  }
}
