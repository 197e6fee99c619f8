package dev.sluice.ingest.simulation;

import java.util.concurrent.locks.LockSupport;

/// Where one simulated thread waits until the gate is opened, once. Only threads of one world touch
/// it, and of those only one runs at a time.
final class Gate {

  private final Thread waiting = Thread.currentThread();
  private boolean open;

  /// Opens the gate; later calls do nothing.
  void open() {
    if (!open) {
      open = true;
      LockSupport.unpark(waiting);
    }
  }

  /// Waits; an interrupt is kept for later.
  void pass() {
    boolean interrupted = false;
    while (!open) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      waiting.interrupt();
    }
  }

  /// Waits until the gate is open or the thread is interrupted.
  void passUnlessInterrupted() throws InterruptedException {
    while (!open) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.park(this);
    }
  }
}
