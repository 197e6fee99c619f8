package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.LeaseStore.ManagerTenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerWrite;
import java.util.List;
import java.util.function.Function;

/// A stack's manager lease, in the hands of the one who says which leases exist.
///
/// Every write is one transaction with a check that the manager's row still names this tenure. A
/// manager decides from what it listed; without the check it could list, stand still while another
/// manager creates a shard's lease, has it worked off and removes it, and then create it once more
/// at its start: the shard would be rewound. With the check, whatever was read during a tenure is
/// still what was written last when the tenure writes: nobody else has created or removed anything
/// in between.
public final class ManagerLease {

  private final HeldLease lease;
  private final LeaseKey.Manager key;

  /// @throws IllegalArgumentException when it is the lease of anything else
  public ManagerLease(HeldLease lease) {
    if (!(lease.key() instanceof LeaseKey.Manager manager)) {
      throw new IllegalArgumentException("expected a manager lease, found " + lease.key().text());
    }
    this.lease = lease;
    this.key = manager;
  }

  /// Whether the holder may still act.
  public boolean isTrusted() {
    return lease.isTrusted();
  }

  /// All leases. What is decided from them may be written through this lease alone.
  ///
  /// @throws StoreOutOfReachException when they could not be read
  public List<Lease> leases() {
    return lease.store().leases();
  }

  /// Adds leases, all or none, unless there is one of any of their keys.
  ///
  /// @throws StoreOutOfReachException when it is not known whether they were added; ask again
  public ManagerWrite create(List<Lease> fresh) {
    return asManager(tenure -> lease.store().create(fresh, tenure));
  }

  /// Removes a lease, unless its row has moved since it was seen.
  ///
  /// @throws StoreOutOfReachException when it is not known whether it was removed; ask again
  public ManagerWrite remove(Lease seen) {
    return asManager(tenure -> lease.store().remove(seen, tenure));
  }

  private ManagerWrite asManager(Function<ManagerTenure, ManagerWrite> write) {
    ManagerWrite written =
        lease.isTrusted()
            ? write.apply(new ManagerTenure(key, lease.tenure()))
            : ManagerWrite.NOT_MANAGER;
    if (written == ManagerWrite.NOT_MANAGER) {
      lease.lose();
    }
    return written;
  }
}
