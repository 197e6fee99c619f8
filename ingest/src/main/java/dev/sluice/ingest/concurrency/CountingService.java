package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.Standing;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Counts running invocations and claims against the limits, and lets nobody past them. Functions
/// with reserved concurrency have a pool each; the others share what the account has left
/// (CONC-004). What a pool may use of its limit here comes from the shares of all nodes, which a
/// [ShareKeeper] keeps.
public final class CountingService {

  /// How many invocations may wait for a slot of one pool; more are refused at once.
  private static final int MOST_WAITING = 10_000;

  /// How long an invocation waits at least while other nodes may have room to give.
  private static final Duration ASKING = Duration.ofSeconds(2);

  private static final String INVOCATION = "";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition served = lock.newCondition();
  private final Condition needed = lock.newCondition();

  // All guarded by the lock.
  private final Map<FunctionName, SharedPool> reserved = new HashMap<>();
  private final Set<Ticket> granted = new HashSet<>();
  private final Set<ShareKey> needs = new HashSet<>();
  private final SharedPool unreserved;
  private boolean stopped;
  private boolean woken;

  private final Timekeeper time;

  /// Null when this node has all of every limit.
  private final @Nullable Standing standing;

  /// A service whose node has all of every limit.
  public CountingService(ConcurrencyLimits limits, Timekeeper time) {
    this(limits, time, null);
  }

  /// A service that has of every limit what the nodes' shares leave it.
  ///
  /// @param standing of this node; its shares hold no longer than that
  public CountingService(ConcurrencyLimits limits, Timekeeper time, @Nullable Standing standing) {
    this.time = time;
    this.standing = standing;
    int left = limits.account();
    for (Map.Entry<FunctionName, Integer> limit : limits.reserved().entrySet()) {
      FunctionName function = limit.getKey();
      boolean continuing = limits.continuing().contains(function);
      reserved.put(
          function,
          new SharedPool(new ShareKey.OfFunction(function), limit.getValue(), continuing));
      left -= limit.getValue();
    }
    unreserved = new SharedPool(new ShareKey.Unreserved(), Math.max(0, left), true);
  }

  /// Asks for a slot and waits for it at most so long, or a little longer while other nodes are
  /// asked for one.
  public Admission admit(FunctionName function, Duration patience) throws InterruptedException {
    Ticket ticket = new Ticket(function, INVOCATION);
    lock.lockInterruptibly();
    try {
      SharedPool shared = pool(function);
      if (shared.pool().use().waiting() >= MOST_WAITING) {
        return refused(function);
      }
      shared.pool().wait(ticket);
      return slot(shared, ticket, patience);
    } finally {
      lock.unlock();
    }
  }

  /// Asks for a claim and waits for it at most so long; empty when the time was over first.
  ///
  /// @param claimant a stable name of the poll; claims are granted in turn over these
  public Optional<ConcurrencyClaim> claim(FunctionName function, String claimant, Duration atMost)
      throws InterruptedException {
    Ticket ticket = new Ticket(function, claimant);
    lock.lockInterruptibly();
    try {
      SharedPool shared = pool(function);
      shared.pool().claim(ticket);
      if (!isServed(shared, ticket, atMost, shared.pool()::endClaim)) {
        return Optional.empty();
      }
      return Optional.of(new Claimed(function, shared));
    } finally {
      lock.unlock();
    }
  }

  /// How the limit that holds for this function is used.
  public ConcurrencyUse use(FunctionName function) {
    lock.lock();
    try {
      return pool(function).pool().use();
    } finally {
      lock.unlock();
    }
  }

  /// Ends every wait: whoever waits gets nothing, and nobody waits from now on.
  public void stop() {
    lock.lock();
    try {
      stopped = true;
      served.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Admission slot(SharedPool shared, Ticket ticket, Duration patience)
      throws InterruptedException {
    Duration atMost = patience;
    if (standing != null && patience.compareTo(ASKING) < 0) {
      serve(shared); // binds it to what holds now
      if (shared.limit() < shared.total()) {
        atMost = ASKING;
      }
    }
    if (isServed(shared, ticket, atMost, shared.pool()::endRun)) {
      return new Admission.Admitted(new Slot(shared, ticket.servedAs()));
    }
    return refused(ticket.turn().function());
  }

  private Admission refused(FunctionName function) {
    return new Admission.Refused(
        reserved.containsKey(function)
            ? ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded
            : ThrottleReason.ConcurrentInvocationLimitExceeded);
  }

  /// Waits until the ticket is served. Under the lock.
  ///
  /// @param giveBack undoes a grant that nobody is there to take
  private boolean isServed(SharedPool shared, Ticket ticket, Duration atMost, Runnable giveBack)
      throws InterruptedException {
    serve(shared);
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

  /// Serves whom the limit of this moment allows, and says when it is too small.
  private void serve(SharedPool shared) {
    if (standing != null) {
      shared.bound(standing.member());
    }
    List<Ticket> lucky = shared.pool().serve();
    lucky.forEach(ticket -> ticket.serveAs(shared.holder()));
    if (granted.addAll(lucky)) {
      served.signalAll();
    }
    if (standing != null && shared.lacks()) {
      need(shared);
    }
  }

  private void need(SharedPool shared) {
    if (needs.add(shared.key())) {
      needed.signalAll();
    }
  }

  private SharedPool pool(FunctionName function) {
    return reserved.getOrDefault(function, unreserved);
  }

  private Collection<SharedPool> pools() {
    List<SharedPool> all = new ArrayList<>(reserved.values());
    all.add(unreserved);
    return all;
  }

  /// Every limit above 0, over all nodes.
  Map<ShareKey, Integer> limits() {
    lock.lock();
    try {
      Map<ShareKey, Integer> limits = new HashMap<>();
      pools().stream()
          .filter(shared -> shared.total() > 0)
          .forEach(shared -> limits.put(shared.key(), shared.total()));
      return limits;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the share of some limit is to be looked at, at most so long, and says of which.
  Set<ShareKey> awaitNeeds(Duration atMost) throws InterruptedException {
    Duration deadline = time.monotonic().plus(atMost);
    lock.lockInterruptibly();
    try {
      for (Duration left = atMost; needs.isEmpty() && !woken && left.isPositive(); ) {
        if (!time.await(lock, needed, left)) {
          break;
        }
        left = deadline.minus(time.monotonic());
      }
      Set<ShareKey> now = Set.copyOf(needs);
      needs.clear();
      return now;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the wait for needs, now and from now on.
  void wake() {
    lock.lock();
    try {
      woken = true;
      needed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Lets in whom the limits of this moment allow, and says how to end the invocations that have
  /// lost their slots.
  List<Runnable> recount() {
    Optional<NodeId> member = standing == null ? Optional.empty() : standing.member();
    List<Runnable> lost = new ArrayList<>();
    lock.lock();
    try {
      for (SharedPool shared : pools()) {
        serve(shared);
        lost.addAll(shared.lost(member));
      }
    } finally {
      lock.unlock();
    }
    return lost;
  }

  /// The part of a limit this node lets run.
  Room room(ShareKey key) {
    lock.lock();
    try {
      return pools().stream()
          .filter(shared -> shared.key().equals(key))
          .findFirst()
          .map(PoolRoom::new)
          .orElseThrow(() -> new IllegalArgumentException("no limit " + key));
    } finally {
      lock.unlock();
    }
  }

  /// A pool as its share is kept.
  private final class PoolRoom implements Room {

    private final SharedPool shared;

    PoolRoom(SharedPool shared) {
      this.shared = shared;
    }

    @Override
    public ShareUse look(boolean newPeak) {
      lock.lock();
      try {
        return shared.look(newPeak);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int allow(NodeId member, int slots) {
      lock.lock();
      try {
        shared.allow(member, slots);
        serve(shared);
        return shared.pool().use().running();
      } finally {
        lock.unlock();
      }
    }
  }

  /// A slot in use. Its state is guarded by the service's lock.
  private final class Slot implements ConcurrencySlot {

    private final SharedPool shared;
    private final @Nullable NodeId holder;
    private SharedPool.@Nullable Loss loss;
    private boolean closed;

    Slot(SharedPool shared, @Nullable NodeId holder) {
      this.shared = shared;
      this.holder = holder;
    }

    @Override
    public void onLoss(Runnable end) {
      lock.lock();
      try {
        if (loss != null) {
          throw new IllegalStateException("A slot is used for one invocation");
        }
        loss = new SharedPool.Loss(holder, Objects.requireNonNull(end));
        if (!closed) {
          shared.add(loss);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          if (loss != null) {
            shared.remove(loss);
          }
          boolean yielding = shared.isYielding();
          shared.pool().endRun();
          serve(shared);
          if (standing != null && yielding) {
            need(shared);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// A claim in use. Its state is guarded by the service's lock.
  private final class Claimed implements ConcurrencyClaim {

    private final FunctionName function;
    private final SharedPool shared;
    private boolean used;

    Claimed(FunctionName function, SharedPool shared) {
      this.function = function;
      this.shared = shared;
    }

    @Override
    public Admission admit(Duration patience) throws InterruptedException {
      Ticket ticket = new Ticket(function, INVOCATION);
      lock.lockInterruptibly();
      try {
        if (used) {
          throw new IllegalStateException("A claim is used once; this one of " + function + " was");
        }
        used = true;
        shared.pool().hold(ticket);
        return slot(shared, ticket, patience);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!used) {
          used = true;
          shared.pool().endClaim();
          serve(shared);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
