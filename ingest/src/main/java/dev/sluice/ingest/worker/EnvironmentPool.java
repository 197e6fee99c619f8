package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All environments of a node, which of them are idle, and how many may be starting. Guarded by its
/// lock.
final class EnvironmentPool {

  /// What an invocation gets to run in.
  sealed interface Place {
    /// An idle environment, reserved for the request.
    record Warm(ExecutionEnvironment environment) implements Place {}

    /// The right to start one; to be given back with [#startEnded()].
    record MayStart() implements Place {}

    /// Nothing: the node stops.
    record Stopped() implements Place {}
  }

  private final Timekeeper time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by the lock. The most recently used environment is the last of its deque.
  private final Map<FunctionName, Deque<ExecutionEnvironment>> idle = new HashMap<>();
  private final Set<ExecutionEnvironment> all = new HashSet<>();
  private int startsLeft;
  private boolean stopped;

  EnvironmentPool(int startsAtOnce, Timekeeper time) {
    this.startsLeft = startsAtOnce;
    this.time = time;
  }

  /// Takes the most recently used idle environment or, when there is none, waits until either one
  /// is idle or another may start.
  Place take(FunctionName function, RequestId request) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!stopped) {
        ExecutionEnvironment warm = takeIdle(function, request);
        if (warm != null) {
          return new Place.Warm(warm);
        }
        if (startsLeft > 0) {
          startsLeft--;
          return new Place.MayStart();
        }
        changed.await();
      }
      return new Place.Stopped();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the right to start one more; false when the node stops.
  boolean awaitStart() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!stopped && startsLeft == 0) {
        changed.await();
      }
      if (stopped) {
        return false;
      }
      startsLeft--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Gives back the right to start one.
  void startEnded() {
    lock.lock();
    try {
      startsLeft++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Knows an environment from now on; false when the node stops and it must be ended.
  boolean add(ExecutionEnvironment environment) {
    lock.lock();
    try {
      return !stopped && all.add(environment);
    } finally {
      lock.unlock();
    }
  }

  /// Puts an environment back that waits for work.
  void putBack(ExecutionEnvironment environment) {
    lock.lock();
    try {
      idle.computeIfAbsent(environment.function().name(), name -> new ArrayDeque<>())
          .addLast(environment);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Knows an environment no more; false when somebody else was first.
  boolean forget(ExecutionEnvironment environment) {
    lock.lock();
    try {
      return remove(environment);
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the environments that have waited for too long, whose credentials end soon, or whose
  /// process is gone.
  List<ExecutionEnvironment> takeUnused(Duration idleTime) {
    lock.lock();
    try {
      Duration now = time.monotonic();
      List<ExecutionEnvironment> unused = new ArrayList<>();
      for (ExecutionEnvironment environment : all) {
        boolean over =
            switch (environment.state()) {
              case EnvironmentState.Idle(Duration since) ->
                  (now.minus(since).compareTo(idleTime) >= 0 || environment.isStale(time.now()))
                      && isWaiting(environment);
              case EnvironmentState.Ended() -> true;
              case EnvironmentState.Starting(), EnvironmentState.Running(RequestId _) -> false;
            };
        if (over) {
          unused.add(environment);
        }
      }
      unused.forEach(this::remove);
      return unused;
    } finally {
      lock.unlock();
    }
  }

  /// Lets nothing more be taken or started, and waits until no environment runs or the time is
  /// over. Returns those that are left, idle or not.
  List<ExecutionEnvironment> stop(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      stopped = true;
      changed.signalAll();
      Duration deadline = time.monotonic().plus(atMost);
      while (anyBusy()) {
        long left = deadline.minus(time.monotonic()).toNanos();
        if (left <= 0) {
          break;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      return new ArrayList<>(all);
    } finally {
      lock.unlock();
    }
  }

  private boolean anyBusy() {
    return all.stream()
        .anyMatch(
            environment ->
                switch (environment.state()) {
                  case EnvironmentState.Starting(), EnvironmentState.Running(RequestId _) -> true;
                  case EnvironmentState.Idle(Duration _), EnvironmentState.Ended() -> false;
                });
  }

  private boolean isWaiting(ExecutionEnvironment environment) {
    Deque<ExecutionEnvironment> waiting = idle.get(environment.function().name());
    return waiting != null && waiting.contains(environment);
  }

  private boolean remove(ExecutionEnvironment environment) {
    Deque<ExecutionEnvironment> waiting = idle.get(environment.function().name());
    if (waiting != null) {
      waiting.remove(environment);
    }
    changed.signalAll();
    return all.remove(environment);
  }

  private @Nullable ExecutionEnvironment takeIdle(FunctionName function, RequestId request) {
    Deque<ExecutionEnvironment> waiting = idle.get(function);
    if (waiting == null) {
      return null;
    }
    Iterator<ExecutionEnvironment> latestFirst = waiting.descendingIterator();
    while (latestFirst.hasNext()) {
      ExecutionEnvironment candidate = latestFirst.next();
      if (candidate.isStale(time.now())) {
        continue; // The next sweep ends it.
      }
      latestFirst.remove();
      if (candidate.mailbox().reserve(request)) {
        return candidate;
      }
      // Its process ended while it waited. The next sweep finds it among all.
    }
    return null;
  }
}
