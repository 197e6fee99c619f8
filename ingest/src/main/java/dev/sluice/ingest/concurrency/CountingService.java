package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts running invocations and claims against the limits, and lets nobody past them. Functions
/// with reserved concurrency have a pool each; the others share what the account has left
/// (CONC-004). On one node; what a pool may use here would come from the shares of all nodes.
public final class CountingService {

  /// How many invocations may wait for a slot of one pool; more are refused at once.
  private static final int MOST_WAITING = 10_000;

  private static final String INVOCATION = "";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition served = lock.newCondition();

  // All guarded by the lock.
  private final Map<FunctionName, Pool> reserved = new HashMap<>();
  private final Set<Ticket> granted = new HashSet<>();
  private final Pool unreserved;
  private boolean stopped;

  private final Timekeeper time;

  public CountingService(ConcurrencyLimits limits, Timekeeper time) {
    this.time = time;
    int left = limits.account();
    for (Map.Entry<FunctionName, Integer> limit : limits.reserved().entrySet()) {
      reserved.put(limit.getKey(), new Pool(limit.getValue()));
      left -= limit.getValue();
    }
    unreserved = new Pool(Math.max(0, left));
  }

  /// Asks for a slot and waits for it at most so long.
  public Admission admit(FunctionName function, Duration patience) throws InterruptedException {
    Ticket ticket = new Ticket(function, INVOCATION);
    lock.lockInterruptibly();
    try {
      Pool pool = pool(function);
      if (pool.use().waiting() >= MOST_WAITING) {
        return refused(function);
      }
      pool.wait(ticket);
      return slot(function, ticket, patience);
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
      Pool pool = pool(function);
      pool.claim(ticket);
      if (!isServed(pool, ticket, atMost, pool::endClaim)) {
        return Optional.empty();
      }
      return Optional.of(new Claimed(function, pool));
    } finally {
      lock.unlock();
    }
  }

  /// How the limit that holds for this function is used.
  public ConcurrencyUse use(FunctionName function) {
    lock.lock();
    try {
      return pool(function).use();
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

  private Admission slot(FunctionName function, Ticket ticket, Duration patience)
      throws InterruptedException {
    Pool pool = pool(function);
    if (isServed(pool, ticket, patience, pool::endRun)) {
      return new Admission.Admitted(new Slot(pool));
    }
    return refused(function);
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
  private boolean isServed(Pool pool, Ticket ticket, Duration atMost, Runnable giveBack)
      throws InterruptedException {
    serve(pool);
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
        pool.leave(ticket);
      }
      serve(pool);
      throw told;
    }
    if (granted.remove(ticket)) {
      return true;
    }
    pool.leave(ticket);
    serve(pool);
    return false;
  }

  private void serve(Pool pool) {
    if (granted.addAll(pool.serve())) {
      served.signalAll();
    }
  }

  private Pool pool(FunctionName function) {
    return reserved.getOrDefault(function, unreserved);
  }

  /// A slot in use. Its state is guarded by the service's lock.
  private final class Slot implements ConcurrencySlot {

    private final Pool pool;
    private boolean closed;

    Slot(Pool pool) {
      this.pool = pool;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          pool.endRun();
          serve(pool);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// A claim in use. Its state is guarded by the service's lock.
  private final class Claimed implements ConcurrencyClaim {

    private final FunctionName function;
    private final Pool pool;
    private boolean used;

    Claimed(FunctionName function, Pool pool) {
      this.function = function;
      this.pool = pool;
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
        pool.hold(ticket);
        return slot(function, ticket, patience);
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
          pool.endClaim();
          serve(pool);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
