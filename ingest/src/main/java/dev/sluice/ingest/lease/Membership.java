package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure.Held;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One node's standing among the others: its id of this life, its term, and the leases it holds.
///
/// ```text
///   outside --register--> member --heartbeat--> member
///      ^                    |
///      +---- refused, or own term has run out: all leases lost, new id
/// ```
///
/// Written by the heartbeat thread and the scanning thread.
final class Membership {

  /// Run out before any clock began.
  private static final LeaseTerm NO_TERM = new LeaseTerm(Duration.ofSeconds(Long.MIN_VALUE / 2));

  private final NodeScope scope;
  private final LeaseStore store;
  private final LeaseTimes times;
  private final Timekeeper timekeeper;
  private final RandomGenerator random;

  /// Guarded by this.
  private NodeId node;

  /// Guarded by this.
  private boolean registered;

  /// Touched by the heartbeat thread alone.
  private long heartbeat;

  /// The id under which the node has withdrawn. Touched by the scanning thread alone.
  private @Nullable NodeId withdrawn;

  /// Written under this, read by anyone.
  private volatile LeaseTerm term = NO_TERM;

  /// Guarded by this.
  private final Map<LeaseKey, HeldLease> held = new HashMap<>();

  /// @param scope what the node works on
  Membership(NodeScope scope, Circumstances around) {
    this.scope = scope;
    this.store = around.store();
    this.times = around.times();
    this.timekeeper = around.timekeeper();
    this.random = around.random();
    this.node = drawId();
  }

  private NodeId drawId() {
    return new NodeId(new UUID(random.nextLong(), random.nextLong()).toString());
  }

  synchronized NodeId node() {
    return node;
  }

  /// Whether the node may take and use leases now.
  synchronized boolean isMember() {
    return registered && !term.hasRunOut(timekeeper.monotonic());
  }

  /// The id of this life, while the term runs.
  synchronized Optional<NodeId> member() {
    return isMember() ? Optional.of(node) : Optional.empty();
  }

  /// Proves that the node lives, or joins.
  ///
  /// Each attempt has a counter of its own: were one repeated whose answer was lost, the second
  /// would renew the term here while others saw the counter stand still since the first.
  ///
  /// @throws StoreOutOfReachException when it could not; the term goes on running out
  Beat beat() {
    Duration askedAt = timekeeper.monotonic();
    if (!isRegistered()) {
      return join(askedAt);
    }
    Optional<Beat.Deposed> over = deposeIfRunOut();
    if (over.isPresent()) {
      return over.get();
    }
    NodeId self = node();
    heartbeat++;
    Written written = store.heartbeat(self, heartbeat);
    synchronized (this) {
      if (!node.equals(self)) {
        return new Beat.NotJoined(); // deposed while the call was on its way
      }
      boolean late = term.hasRunOut(timekeeper.monotonic());
      if (written == Written.REFUSED || late) {
        return depose();
      }
      term = LeaseTerm.from(askedAt, times);
      return new Beat.Proven();
    }
  }

  /// Deposes a node whose term has run out, however long a heartbeat of its may hang: others count
  /// the lease duration from what they saw, not from what this node knows.
  synchronized Optional<Beat.Deposed> deposeIfRunOut() {
    return registered && term.hasRunOut(timekeeper.monotonic())
        ? Optional.of(depose())
        : Optional.empty();
  }

  private synchronized boolean isRegistered() {
    return registered;
  }

  /// A repeated registration after a lost answer is refused; the next id is free.
  private Beat join(Duration askedAt) {
    Written written = store.register(node(), scope);
    synchronized (this) {
      if (written == Written.REFUSED) {
        node = drawId();
        return new Beat.NotJoined();
      }
      heartbeat = 0;
      registered = true;
      term = LeaseTerm.from(askedAt, times);
      return new Beat.Joined(node);
    }
  }

  /// All leases are lost before a new term begins, so that none is ever trusted again.
  private synchronized Beat.Deposed depose() {
    var deposed = new Beat.Deposed(node, List.copyOf(held.values()));
    deposed.lost().forEach(HeldLease::lose);
    held.clear();
    registered = false;
    term = NO_TERM;
    node = drawId();
    return deposed;
  }

  /// Takes a lease for the node that `as` was when the plan was made. Null when somebody was
  /// quicker, or has finished the work, or the node's life ended meanwhile: the lease is then left
  /// to be found ownerless.
  @Nullable HeldLease take(Lease lease, NodeId as) {
    var mine = new Held(as, FencingToken.draw(random));
    Lease row = store.take(lease.key(), lease.tenure(), mine);
    if (row == null) {
      return null;
    }
    if (!(row.checkpoint() instanceof Checkpoint.Open)) {
      store.release(lease.key(), mine, null); // finished since it was seen: no work is left
      return null;
    }
    synchronized (this) {
      if (!node.equals(as) || !isMember()) {
        return null;
      }
      var taken = new HeldLease(row, mine, store, () -> term, timekeeper);
      held.put(lease.key(), taken);
      return taken;
    }
  }

  /// Gives back what the rows say is this node's although nobody works under it: the answer to a
  /// take or a release was lost.
  void releaseStrays(List<Lease> leases) {
    for (Lease lease : leases) {
      if (lease.tenure() instanceof Held tenure && isStray(lease.key(), tenure)) {
        store.release(lease.key(), tenure, null);
      }
    }
  }

  private synchronized boolean isStray(LeaseKey key, Held tenure) {
    held.values().removeIf(lease -> !lease.isHeld());
    return tenure.owner().equals(node) && !held.containsKey(key);
  }

  /// Loses the leases that have no row any more, and says which.
  ///
  /// @param rows the keys of all rows, read after the last take
  synchronized List<HeldLease> loseRemoved(Set<LeaseKey> rows) {
    return held.values().stream().filter(l -> !rows.contains(l.key()) && l.loseForGood()).toList();
  }

  /// Loses the leases of which there is nothing to keep, and says which.
  synchronized List<HeldLease> loseUnless(Predicate<LeaseKey> kept) {
    return held.values().stream().filter(l -> !kept.test(l.key()) && l.lose()).toList();
  }

  /// Everything held now.
  synchronized List<HeldLease> held() {
    held.values().removeIf(lease -> !lease.isHeld());
    return List.copyOf(held.values());
  }

  /// What is on its way to another node: from the moment of the decision until it is released.
  Map<LeaseKey, NodeId> leaving() {
    var leaving = new HashMap<LeaseKey, NodeId>();
    for (HeldLease lease : held()) {
      NodeId heir = lease.heir();
      if (lease.isLeaving() && heir != null) {
        leaving.put(lease.key(), heir);
      }
    }
    return leaving;
  }

  /// Tells the others, once, that this node takes nothing more.
  ///
  /// @throws StoreOutOfReachException when it is not known whether they hear; ask again
  void withdraw() {
    NodeId self = node();
    if (!self.equals(withdrawn)) {
      store.withdraw(self);
      withdrawn = self;
    }
  }
}
