package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the thread that invokes and the threads that serve the child's requests meet. It holds the
/// environment's state; every change happens under its lock and wakes everyone who waits.
final class RuntimeMailbox {

  /// How an Init phase went.
  sealed interface Readiness {
    record Ready() implements Readiness {}

    record InitFailed(Payload error) implements Readiness {}

    record Exited(int status) implements Readiness {}

    record TooSlow() implements Readiness {}

    /// The node ended the environment.
    record Stopped() implements Readiness {}
  }

  /// How an Invoke phase went.
  sealed interface RunEnd {
    /// @param ready whether the runtime asked for more: if not, the environment is used up
    record Answered(Answer answer, boolean ready) implements RunEnd {}

    record Exited(int status) implements RunEnd {}

    record TooSlow() implements RunEnd {}

    /// The node ended the environment before there was an answer.
    record Stopped() implements RunEnd {}
  }

  private final Timekeeper time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by the lock.
  private EnvironmentState state = new EnvironmentState.Starting();
  private @Nullable Work handedOver;
  private @Nullable Work inHand;
  private @Nullable Answer answer;
  private @Nullable Payload initError;
  private @Nullable Integer exitStatus;

  /// Whether the node ended the environment, rather than the process itself: what the process says
  /// of its end from then on is the node's doing, and no failure of the function.
  private boolean endedByNode;

  RuntimeMailbox(Timekeeper time) {
    this.time = time;
  }

  EnvironmentState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the runtime asks for its first work, at most so long.
  Readiness awaitReady(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waitWhile(() -> state instanceof EnvironmentState.Starting, atMost);
      if (state instanceof EnvironmentState.Idle) {
        return new Readiness.Ready();
      }
      if (endedByNode) {
        return new Readiness.Stopped();
      }
      if (initError != null) {
        return new Readiness.InitFailed(initError);
      }
      if (exitStatus != null) {
        return new Readiness.Exited(exitStatus);
      }
      return new Readiness.TooSlow();
    } finally {
      lock.unlock();
    }
  }

  /// Takes an idle environment for one invocation; false when it is no longer idle.
  boolean reserve(RequestId request) {
    lock.lock();
    try {
      if (!(state instanceof EnvironmentState.Idle)) {
        return false;
      }
      state = new EnvironmentState.Running(request);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Hands work to a reserved environment and waits until it is answered and the runtime asks for
  /// more (LIFE-044), the process ends, the node ends it, or the time is over.
  RunEnd run(Work work, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!(state instanceof EnvironmentState.Ended)) {
        handedOver = work;
        changed.signalAll();
      }
      waitWhile(() -> state instanceof EnvironmentState.Running, atMost);
      Answer posted = answer;
      handedOver = null;
      inHand = null;
      answer = null;
      if (posted != null) {
        return new RunEnd.Answered(posted, state instanceof EnvironmentState.Idle);
      }
      if (endedByNode) {
        return new RunEnd.Stopped();
      }
      return exitStatus != null ? new RunEnd.Exited(exitStatus) : new RunEnd.TooSlow();
    } finally {
      lock.unlock();
    }
  }

  /// The runtime asks for work: waits until there is some; empty when the environment ended or the
  /// runtime has not answered yet what it holds.
  Optional<Work> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (inHand != null && answer == null) {
        return Optional.empty();
      }
      if (!(state instanceof EnvironmentState.Ended)) {
        inHand = null;
        state = new EnvironmentState.Idle(time.monotonic());
        changed.signalAll();
      }
      while (!(state instanceof EnvironmentState.Ended)) {
        if (handedOver != null) {
          inHand = handedOver;
          handedOver = null;
          return Optional.of(inHand);
        }
        changed.await();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// The runtime posts an answer; false when it holds no such request or has answered it already.
  boolean answer(String request, Answer posted) {
    lock.lock();
    try {
      if (inHand == null || answer != null || !inHand.request().value().equals(request)) {
        return false;
      }
      answer = posted;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The runtime reports that it cannot initialize; false when it is past that.
  boolean initFailed(Payload error) {
    lock.lock();
    try {
      if (!(state instanceof EnvironmentState.Starting)) {
        return false;
      }
      initError = error;
      becomeEnded();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The process is gone.
  void exited(int status) {
    lock.lock();
    try {
      exitStatus = status;
      becomeEnded();
    } finally {
      lock.unlock();
    }
  }

  /// The node ends the environment: nothing more is handed over or accepted. False when it had
  /// ended already.
  boolean end() {
    lock.lock();
    try {
      boolean first = !(state instanceof EnvironmentState.Ended);
      endedByNode |= first;
      becomeEnded();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// As [#end()], unless another invocation runs here by now; false then too.
  boolean end(RequestId request) {
    lock.lock();
    try {
      boolean others = state instanceof EnvironmentState.Running(var now) && !now.equals(request);
      return !others && end();
    } finally {
      lock.unlock();
    }
  }

  /// Under the lock.
  private void becomeEnded() {
    state = new EnvironmentState.Ended();
    changed.signalAll();
  }

  private void waitWhile(BooleanSupplier unchanged, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    while (left > 0 && unchanged.getAsBoolean()) {
      left = changed.awaitNanos(left);
    }
  }
}
