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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts running invocations and claims against the limits, and lets nobody past them. Functions
/// with reserved concurrency have a pool each; the others share what the account has left
/// (CONC-004). What a pool may use of its limit here comes from the shares of all nodes, which a
/// [ShareKeeper] keeps.
public final class CountingService {

  /// How many invocations may wait for a slot of one pool; more are refused at once.
  private static final int MOST_WAITING = 10_000;

  private static final String INVOCATION = "";

  private final Counter counter;
  private final ShareNeeds needs;

  // Filled when made; the pools are guarded by the counter's lock.
  private final Map<FunctionName, SharedPool> reserved = new HashMap<>();
  private final SharedPool unreserved;

  /// A service whose node has all of every limit.
  public CountingService(ConcurrencyLimits limits, Timekeeper time) {
    this(limits, time, null);
  }

  /// A service that has of every limit what the nodes' shares leave it.
  ///
  /// @param standing of this node; its shares hold no longer than that
  public CountingService(ConcurrencyLimits limits, Timekeeper time, @Nullable Standing standing) {
    this.needs = new ShareNeeds(time);
    this.counter = new Counter(needs, time, standing);
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
    counter.lock().lockInterruptibly();
    try {
      SharedPool shared = pool(function);
      if (shared.pool().use().waiting() >= MOST_WAITING) {
        return refused(function);
      }
      shared.pool().wait(ticket);
      return slot(shared, ticket, patience);
    } finally {
      counter.lock().unlock();
    }
  }

  /// Asks for a claim and waits for it at most so long; empty when the time was over first.
  ///
  /// @param claimant a stable name of the poll; claims are granted in turn over these
  public Optional<ConcurrencyClaim> claim(FunctionName function, String claimant, Duration atMost)
      throws InterruptedException {
    Ticket ticket = new Ticket(function, claimant);
    counter.lock().lockInterruptibly();
    try {
      SharedPool shared = pool(function);
      shared.pool().claim(ticket);
      return counter.awaitClaim(shared, ticket, atMost)
          ? Optional.of(new Claimed(function, shared))
          : Optional.empty();
    } finally {
      counter.lock().unlock();
    }
  }

  /// How the limit that holds for this function is used.
  public ConcurrencyUse use(FunctionName function) {
    counter.lock().lock();
    try {
      return pool(function).pool().use();
    } finally {
      counter.lock().unlock();
    }
  }

  /// Ends every wait: whoever waits gets nothing, and nobody waits from now on.
  public void stop() {
    counter.lock().lock();
    try {
      counter.stop();
    } finally {
      counter.lock().unlock();
    }
  }

  private Admission slot(SharedPool shared, Ticket ticket, Duration patience)
      throws InterruptedException {
    return counter.awaitSlot(shared, ticket, patience)
        ? new Admission.Admitted(new RunningSlot(counter, shared, ticket.servedAs()))
        : refused(ticket.turn().function());
  }

  private Admission refused(FunctionName function) {
    return new Admission.Refused(
        reserved.containsKey(function)
            ? ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded
            : ThrottleReason.ConcurrentInvocationLimitExceeded);
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
    counter.lock().lock();
    try {
      Map<ShareKey, Integer> limits = new HashMap<>();
      pools().stream()
          .filter(shared -> shared.total() > 0)
          .forEach(shared -> limits.put(shared.key(), shared.total()));
      return limits;
    } finally {
      counter.lock().unlock();
    }
  }

  /// What there is to look at, since work here lacks room or has ended.
  ShareNeeds needs() {
    return needs;
  }

  /// Lets in whom the limits of this moment allow, and says how to end the invocations that have
  /// lost their slots.
  List<Runnable> recount() {
    List<Runnable> lost = new ArrayList<>();
    counter.lock().lock();
    try {
      Optional<NodeId> member = counter.member();
      for (SharedPool shared : pools()) {
        counter.serve(shared);
        lost.addAll(shared.lost(member));
      }
    } finally {
      counter.lock().unlock();
    }
    return lost;
  }

  /// The part of a limit this node lets run.
  Room room(ShareKey key) {
    counter.lock().lock();
    try {
      return pools().stream()
          .filter(shared -> shared.key().equals(key))
          .findFirst()
          .map(PoolRoom::new)
          .orElseThrow(() -> new IllegalArgumentException("no limit " + key));
    } finally {
      counter.lock().unlock();
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
      counter.lock().lock();
      try {
        return shared.look(newPeak);
      } finally {
        counter.lock().unlock();
      }
    }

    @Override
    public int allow(NodeId member, int slots) {
      counter.lock().lock();
      try {
        shared.allow(member, slots);
        counter.serve(shared);
        return shared.pool().use().running();
      } finally {
        counter.lock().unlock();
      }
    }
  }

  /// A claim in use. Its state is guarded by the counter's lock.
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
      counter.lock().lockInterruptibly();
      try {
        if (used) {
          throw new IllegalStateException("A claim is used once; this one of " + function + " was");
        }
        used = true;
        shared.pool().hold(ticket);
        return slot(shared, ticket, patience);
      } finally {
        counter.lock().unlock();
      }
    }

    @Override
    public void close() {
      counter.lock().lock();
      try {
        if (!used) {
          used = true;
          shared.pool().endClaim();
          counter.serve(shared);
        }
      } finally {
        counter.lock().unlock();
      }
    }
  }
}
