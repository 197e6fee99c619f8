package dev.sluice.ingest.worker;

/// The right to be starting an environment, given back once. Used by one thread.
final class StartPermit {

  private final EnvironmentPool pool;
  private boolean held = true;

  /// @param pool that gave the right
  StartPermit(EnvironmentPool pool) {
    this.pool = pool;
  }

  /// Does nothing the second time.
  void giveBack() {
    if (held) {
      held = false;
      pool.startEnded();
    }
  }
}
