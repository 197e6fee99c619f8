package dev.sluice.ingest.testing;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeRow;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A lease store in memory that can be put out of reach. Safe for use by many threads.
public final class InMemoryLeaseStore implements LeaseStore {

  /// Guarded by this.
  private final Map<NodeId, NodeRow> nodes = new LinkedHashMap<>();

  /// Guarded by this.
  private final Map<LeaseKey, Lease> leases = new LinkedHashMap<>();

  /// Every checkpoint that was written, in order. Guarded by this.
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  /// Guarded by this.
  private boolean outOfReach;

  /// Guarded by this.
  private boolean losesAnswer;

  /// Lets every call fail, or none.
  public synchronized void outOfReach(boolean now) {
    outOfReach = now;
  }

  /// Lets the next heartbeat take effect without its answer being heard.
  public synchronized void loseNextAnswer() {
    losesAnswer = true;
  }

  public synchronized Lease lease(LeaseKey key) {
    return Objects.requireNonNull(leases.get(key), () -> "no lease " + key);
  }

  public synchronized List<Checkpoint> checkpoints() {
    return List.copyOf(checkpoints);
  }

  private void reach() {
    if (outOfReach) {
      throw new StoreOutOfReachException("out of reach", new IllegalStateException("by the test"));
    }
  }

  @Override
  public synchronized Written register(NodeId node, NodeScope scope) {
    reach();
    return nodes.putIfAbsent(node, new NodeRow(node, scope, 0, false)) == null
        ? Written.DONE
        : Written.REFUSED;
  }

  @Override
  public synchronized Written heartbeat(NodeId node, long counter) {
    reach();
    NodeRow row = nodes.get(node);
    if (row == null || row.dead() || row.heartbeat() > counter) {
      return Written.REFUSED;
    }
    nodes.put(node, new NodeRow(node, row.scope(), counter, false));
    if (losesAnswer) {
      losesAnswer = false;
      throw new StoreOutOfReachException("answer lost", new IllegalStateException("by the test"));
    }
    return Written.DONE;
  }

  @Override
  public synchronized Written withdraw(NodeId node) {
    reach();
    NodeRow row = nodes.get(node);
    if (row == null) {
      return Written.REFUSED;
    }
    nodes.put(node, new NodeRow(node, NodeScope.NOTHING, row.heartbeat(), row.dead()));
    return Written.DONE;
  }

  @Override
  public synchronized Written declareDead(NodeId node, long counterSeen) {
    reach();
    NodeRow row = nodes.get(node);
    if (row == null || row.dead() || row.heartbeat() != counterSeen) {
      return Written.REFUSED;
    }
    nodes.put(node, new NodeRow(node, row.scope(), counterSeen, true));
    return Written.DONE;
  }

  @Override
  public synchronized void forget(NodeId node) {
    reach();
    nodes.remove(node);
  }

  @Override
  public synchronized List<NodeRow> nodes() {
    reach();
    return List.copyOf(nodes.values());
  }

  @Override
  public synchronized List<Lease> leases() {
    reach();
    return List.copyOf(leases.values());
  }

  /// Adds a lease as a test finds it; refused when there is one of this key.
  public synchronized Written create(Lease lease) {
    reach();
    return leases.putIfAbsent(lease.key(), lease) == null ? Written.DONE : Written.REFUSED;
  }

  @Override
  public Written createManager(LeaseKey.Manager key) {
    return create(Lease.ofManager(key));
  }

  @Override
  public synchronized ManagerWrite create(List<Lease> together, ManagerTenure by) {
    reach();
    if (!isManager(by)) {
      return ManagerWrite.NOT_MANAGER;
    }
    if (together.stream().anyMatch(lease -> leases.containsKey(lease.key()))) {
      return ManagerWrite.REFUSED;
    }
    together.forEach(this::create);
    return ManagerWrite.DONE;
  }

  private boolean isManager(ManagerTenure by) {
    Lease row = leases.get(by.key());
    return row != null && row.tenure().equals(by.mine());
  }

  @Override
  public synchronized @Nullable Lease take(LeaseKey key, Tenure seen, Tenure.Held mine) {
    reach();
    Lease row = leases.get(key);
    if (row == null || !sameTenure(row.tenure(), seen)) {
      return null;
    }
    int takeOvers = row.takeOvers() + (seen instanceof Tenure.Held ? 1 : 0);
    return put(new Lease(key, mine, row.checkpoint(), row.parents(), takeOvers));
  }

  private static boolean sameTenure(Tenure row, Tenure seen) {
    return row instanceof Tenure.Free ? seen instanceof Tenure.Free : row.equals(seen);
  }

  @Override
  public synchronized Written checkpoint(
      LeaseKey key, Tenure.Held mine, Checkpoint checkpoint, int takeOvers) {
    reach();
    Lease row = leases.get(key);
    if (row == null) {
      return Written.GONE;
    }
    if (!row.tenure().equals(mine)) {
      return Written.REFUSED;
    }
    put(new Lease(key, mine, checkpoint, row.parents(), takeOvers));
    checkpoints.add(checkpoint);
    return Written.DONE;
  }

  @Override
  public synchronized Written release(LeaseKey key, Tenure.Held mine, @Nullable NodeId preferred) {
    reach();
    Lease row = leases.get(key);
    if (row == null || !row.tenure().equals(mine)) {
      return Written.REFUSED;
    }
    put(
        new Lease(
            key, new Tenure.Free(preferred), row.checkpoint(), row.parents(), row.takeOvers()));
    return Written.DONE;
  }

  @Override
  public synchronized ManagerWrite remove(Lease seen, ManagerTenure by) {
    reach();
    if (!isManager(by)) {
      return ManagerWrite.NOT_MANAGER;
    }
    return remove(seen) == Written.DONE ? ManagerWrite.DONE : ManagerWrite.REFUSED;
  }

  /// Removes a lease as a test wants it; refused unless its row is as it was seen.
  public synchronized Written remove(Lease seen) {
    reach();
    Lease row = leases.get(seen.key());
    if (row == null
        || !sameTenure(row.tenure(), seen.tenure())
        || !row.checkpoint().equals(seen.checkpoint())) {
      return Written.REFUSED;
    }
    leases.remove(seen.key());
    return Written.DONE;
  }

  private Lease put(Lease lease) {
    leases.put(lease.key(), lease);
    return lease;
  }
}
