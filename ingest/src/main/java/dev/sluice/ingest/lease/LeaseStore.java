package dev.sluice.ingest.lease;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of nodes and leases, shared by all nodes. Every write is conditional; reads see every
/// write that was answered before. Safe for use by many threads. Any call may throw
/// [StoreOutOfReachException]; a write that did may or may not have taken effect, and all of them
/// may be repeated.
public interface LeaseStore {

  /// Adds the row of a node that has just got its id, with counter 0.
  ///
  /// @param scope what it works on
  Written register(NodeId node, NodeScope scope);

  /// Raises a node's counter; refused once it was declared dead or forgotten, and when the counter
  /// is beyond that already: a request that comes late must not make a counter that moved look as
  /// if it had stood still.
  Written heartbeat(NodeId node, long counter);

  /// Empties a node's scope: nobody hands it anything from now on. Refused when it has no row.
  Written withdraw(NodeId node);

  /// Declares a node dead; refused when its counter is not the one seen, or it is dead already.
  Written declareDead(NodeId node, long counterSeen);

  /// Removes a node's row. Only for a node that holds no lease any more.
  void forget(NodeId node);

  /// All nodes.
  List<NodeRow> nodes();

  /// All leases.
  List<Lease> leases();

  /// Adds the free lease of a stack's manager; refused when there is one. Anyone may.
  Written createManager(LeaseKey.Manager key);

  /// So many leases can be added together.
  int MOST_TOGETHER = 99;

  /// Adds leases, all or none; refused when there is one of any of these keys. One transaction with
  /// the check that `by` is still the manager.
  ///
  /// @param leases 1 to [#MOST_TOGETHER]
  ManagerWrite create(List<Lease> leases, ManagerTenure by);

  /// Takes a lease whose row still says `seen`. What the holder works from is the row that comes
  /// back, not the one it saw (LEASE-042).
  ///
  /// @param seen the tenure the taker saw
  /// @param mine the taker's own
  /// @return the row after the take; null when the row says something else by now
  @Nullable Lease take(LeaseKey key, Lease.Tenure seen, Lease.Tenure.Held mine);

  /// Moves a lease's checkpoint and sets its count of take-overs; refused unless the row still says
  /// `mine` (LEASE-060).
  ///
  /// @param takeOvers what is left of them now that the work is at this checkpoint
  /// @return [Written#GONE] when there is no row of this key any more
  Written checkpoint(LeaseKey key, Lease.Tenure.Held mine, Checkpoint checkpoint, int takeOvers);

  /// Frees a lease; refused unless the row still says `mine`.
  ///
  /// @param preferred who should take it next; null when anyone may
  Written release(LeaseKey key, Lease.Tenure.Held mine, @Nullable NodeId preferred);

  /// Removes a lease; refused unless its row still says the tenure and the checkpoint seen. One
  /// transaction with the check that `by` is still the manager.
  ManagerWrite remove(Lease seen, ManagerTenure by);

  /// Who writes as a stack's manager.
  ///
  /// @param key of the manager lease
  /// @param mine the tenure it is held by
  record ManagerTenure(LeaseKey.Manager key, Lease.Tenure.Held mine) {}

  /// How a conditional write ended.
  enum Written {
    /// The row says so now.
    DONE,
    /// The row said something else and still does.
    REFUSED,
    /// There is no row. Told apart by [#checkpoint] alone; the others call it refused.
    GONE
  }

  /// How a write of a manager ended.
  enum ManagerWrite {
    /// The row says so now.
    DONE,
    /// The row said something else and still does.
    REFUSED,
    /// Nothing was written, since the tenure is not the manager's any more, whatever the row said.
    NOT_MANAGER
  }
}
