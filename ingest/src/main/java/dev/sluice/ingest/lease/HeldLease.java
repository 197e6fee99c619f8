package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure.Held;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.time.Timekeeper;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lease this node holds, in the hands of the one poller that works under it. Once lost it stays
/// lost. Safe for use by many threads.
public final class HeldLease {

  private enum State {
    HELD,
    RELEASED,
    LOST
  }

  private final Lease taken;
  private final Held mine;
  private final LeaseStore store;
  private final Supplier<LeaseTerm> term;
  private final Timekeeper timekeeper;

  /// Set by whoever stops the holder.
  private volatile boolean leftToExpire;

  /// Set by whoever finds no row.
  private volatile boolean rowIsGone;

  /// Who should go on with the work. Written by the scanning thread.
  private volatile @Nullable NodeId heir;

  /// Whether it is being handed over for balance. Written by the scanning thread.
  private volatile boolean leaving;

  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

  /// @param taken the row that came back from taking it
  /// @param mine the tenure
  /// @param term the node's current term
  public HeldLease(
      Lease taken, Held mine, LeaseStore store, Supplier<LeaseTerm> term, Timekeeper timekeeper) {
    this.taken = taken;
    this.mine = mine;
    this.store = store;
    this.term = term;
    this.timekeeper = timekeeper;
  }

  public LeaseKey key() {
    return taken.key();
  }

  /// The row as it was when the lease was taken.
  public Lease taken() {
    return taken;
  }

  LeaseStore store() {
    return store;
  }

  Held tenure() {
    return mine;
  }

  public NodeId owner() {
    return mine.owner();
  }

  /// Whether the holder may still act: neither lost nor released, and the node's own term runs.
  public boolean isTrusted() {
    return state.get() == State.HELD && !term.get().hasRunOut(timekeeper.monotonic());
  }

  /// Whether the lease was neither lost nor released, whatever the term says.
  boolean isHeld() {
    return state.get() == State.HELD;
  }

  /// Whether the lease was lost, as opposed to released or held.
  public boolean isLost() {
    return state.get() == State.LOST;
  }

  /// Whether the row was removed, since what the lease is for is gone: no other node goes on where
  /// this holder stops. To be asked once the lease is lost.
  public boolean isGone() {
    return rowIsGone;
  }

  /// Writes down how far the work is. False when the lease is lost: nothing was written, and the
  /// holder must drop what it has in hand.
  ///
  /// @param takeOvers what is left of the count the row had when the lease was taken
  /// @throws StoreOutOfReachException when it is not known; ask again
  public boolean checkpoint(Checkpoint checkpoint, int takeOvers) {
    if (!isTrusted()) {
      lose();
      return false;
    }
    return switch (store.checkpoint(key(), mine, checkpoint, takeOvers)) {
      case DONE -> true;
      case REFUSED -> {
        lose();
        yield false;
      }
      case GONE -> {
        loseForGood();
        yield false;
      }
    };
  }

  /// Leaves the row as it is when the node stops: an invocation under this lease could not be
  /// waited for, so nobody may follow before the node counts as dead.
  public void leaveToExpire() {
    leftToExpire = true;
  }

  boolean isLeftToExpire() {
    return leftToExpire;
  }

  /// Who should go on with the work once this node gives it back; null when any node may.
  public @Nullable NodeId heir() {
    return heir;
  }

  void nameHeir(@Nullable NodeId node) {
    heir = node;
  }

  /// Whether the holder was asked to hand the lease over.
  boolean isLeaving() {
    return leaving;
  }

  /// Names the node the lease is on its way to. Nothing is given back yet.
  public void leaveTo(NodeId node) {
    heir = node;
    leaving = true;
  }

  /// Gives the lease back, named for its heir; does nothing when it is not held any more. When the
  /// term has run out the row is left alone, and the lease is lost for good: should a late
  /// heartbeat renew the term, the row is found without a holder and not taken for one that
  /// somebody works under.
  ///
  /// @return whether the row says so now, by this call
  /// @throws StoreOutOfReachException when it is not known whether the row says so; the holder is
  ///   through with it all the same
  public boolean release() {
    if (leftToExpire) {
      return false;
    }
    if (!isTrusted()) {
      lose();
      return false;
    }
    return state.compareAndSet(State.HELD, State.RELEASED)
        && store.release(key(), mine, heir) == Written.DONE;
  }

  /// Marks the lease as lost because there is no row any more; false when it was not held.
  boolean loseForGood() {
    rowIsGone = true; // first: who sees the loss may ask at once
    return lose();
  }

  /// Marks the lease as lost; false when it was not held.
  boolean lose() {
    return state.compareAndSet(State.HELD, State.LOST);
  }
}
