package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.Standing;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where the tickets of all pools wait until they are served. All pools are guarded by its lock;
/// all methods but the constructor and [#lock] are called under it.
final class Counter {

  /// How long an invocation waits at least while other nodes may have room to give.
  private static final Duration ASKING = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition served = lock.newCondition();
  private final Set<Ticket> granted = new HashSet<>();
  private final ShareNeeds needs;
  private final Timekeeper time;

  /// Null when this node has all of every limit.
  private final @Nullable Standing standing;

  private boolean stopped;

  Counter(ShareNeeds needs, Timekeeper time, @Nullable Standing standing) {
    this.needs = needs;
    this.time = time;
    this.standing = standing;
  }

  ReentrantLock lock() {
    return lock;
  }

  Optional<NodeId> member() {
    return standing == null ? Optional.empty() : standing.member();
  }

  /// Ends every wait, now and from now on.
  void stop() {
    stopped = true;
    served.signalAll();
  }

  /// Serves whom the limit of this moment allows, and says when it is too small.
  void serve(SharedPool shared) {
    if (standing != null) {
      shared.bound(standing.member());
    }
    List<Ticket> lucky = shared.pool().serve();
    lucky.forEach(ticket -> ticket.serveAs(shared.holder()));
    if (granted.addAll(lucky)) {
      served.signalAll();
    }
    if (standing != null && shared.lacks()) {
      needs.raise(shared.key());
    }
  }

  /// An invocation has ended.
  void endRun(SharedPool shared) {
    boolean yielding = shared.isYielding();
    shared.pool().endRun();
    serve(shared);
    if (standing != null && yielding) {
      needs.raise(shared.key());
    }
  }

  /// Waits for a slot, at most so long, or a little longer while other nodes are asked for one.
  boolean awaitSlot(SharedPool shared, Ticket ticket, Duration patience)
      throws InterruptedException {
    serve(shared); // binds it to what holds now
    boolean ask = patience.compareTo(ASKING) < 0 && shared.limit() < shared.total();
    return await(shared, ticket, ask ? ASKING : patience, shared.pool()::endRun);
  }

  /// Waits for a claim, at most so long.
  boolean awaitClaim(SharedPool shared, Ticket ticket, Duration atMost)
      throws InterruptedException {
    serve(shared);
    return await(shared, ticket, atMost, shared.pool()::endClaim);
  }

  /// @param giveBack undoes a grant that nobody is there to take
  private boolean await(SharedPool shared, Ticket ticket, Duration atMost, Runnable giveBack)
      throws InterruptedException {
    Duration deadline = time.monotonic().plus(atMost);
    Duration left = atMost;
    try {
      while (!granted.contains(ticket) && left.isPositive() && !stopped) {
        left = time.await(lock, served, left) ? deadline.minus(time.monotonic()) : Duration.ZERO;
      }
    } catch (InterruptedException told) {
      if (granted.remove(ticket)) {
        giveBack.run();
      } else {
        shared.pool().leave(ticket);
      }
      serve(shared);
      throw told;
    }
    if (granted.remove(ticket)) {
      return true;
    }
    shared.pool().leave(ticket);
    serve(shared);
    return false;
  }
}
