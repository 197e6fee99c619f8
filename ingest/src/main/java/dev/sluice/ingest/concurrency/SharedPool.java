package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pool and what this node may use of it. Not safe for several threads.
final class SharedPool {

  /// What to end when a slot is lost.
  ///
  /// @param holder the life of this node that the slot belongs to; null when it belongs to none
  record Loss(@Nullable NodeId holder, Runnable end) {}

  private final ShareKey key;
  private final Pool pool;
  private final int total;
  private final boolean continuing;
  private final Set<Loss> losses = new LinkedHashSet<>();

  /// The life of this node that the slots below were allowed to; null before the first.
  private @Nullable NodeId holder;

  private int slots;

  /// The demand when the share was last looked at.
  private int seen;

  /// The most there was since then.
  private int peak;

  /// @param total over all nodes
  /// @param continuing whether it goes on when the node is cut off
  SharedPool(ShareKey key, int total, boolean continuing) {
    this.key = key;
    this.pool = new Pool(total);
    this.total = total;
    this.continuing = continuing;
  }

  ShareKey key() {
    return key;
  }

  Pool pool() {
    return pool;
  }

  int total() {
    return total;
  }

  @Nullable NodeId holder() {
    return holder;
  }

  /// Sets the pool's limit by what holds at this moment, not when somebody last looked: a node
  /// whose term has run out meanwhile lets nothing in.
  void bound(Optional<NodeId> member) {
    if (total == 0) {
      pool.bound(0, 0);
    } else if (member.isPresent()) {
      pool.bound(member.get().equals(holder) ? Math.min(slots, total) : 0, total);
    } else {
      int left = continuing ? Math.min(total, Math.max(1, slots)) : 0;
      pool.bound(left, left);
    }
  }

  /// The limit as it was bound last.
  int limit() {
    return pool.use().limit();
  }

  void allow(NodeId member, int count) {
    holder = member;
    slots = count;
  }

  /// Whether the share is to be looked at, since there is more to do than there was.
  boolean lacks() {
    int demand = demand();
    peak = Math.max(peak, demand);
    return demand > limit() && demand > seen && limit() < total;
  }

  /// Whether more run than may, so that the end of one is waited for.
  boolean isYielding() {
    return pool.use().running() > slots;
  }

  private int demand() {
    ConcurrencyUse use = pool.use();
    return use.running() + use.held() + use.waiting();
  }

  /// The use, to be decided upon.
  ///
  /// @param newPeak whether the peak is to be counted anew from now on
  ShareUse look(boolean newPeak) {
    ConcurrencyUse use = pool.use();
    seen = demand();
    var look = new ShareUse(use.running(), use.held() + use.waiting(), Math.max(peak, seen));
    if (newPeak) {
      peak = seen;
    }
    return look;
  }

  void add(Loss loss) {
    losses.add(loss);
  }

  void remove(Loss loss) {
    losses.remove(loss);
  }

  /// The running invocations that have lost their slots.
  List<Runnable> lost(Optional<NodeId> member) {
    return losses.stream().filter(loss -> isLost(loss, member)).map(Loss::end).toList();
  }

  /// Whether an invocation has lost its slot.
  boolean isLost(Loss loss, Optional<NodeId> member) {
    return !continuing && loss.holder() != null && !member.equals(Optional.of(loss.holder()));
  }
}
