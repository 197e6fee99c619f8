package dev.sluice.ingest.concurrency;

/// One unit of concurrency, held while an invocation runs (CONC-001). Closing twice does nothing.
public interface ConcurrencySlot extends AutoCloseable {

  /// Says how to end the invocation when the slot is lost before it is closed: the node's term has
  /// run out, so others may soon run in its place. Called on another thread, and again and again
  /// until the slot is closed, since the invocation may not have begun yet.
  void onLoss(Runnable end);

  @Override
  void close();
}
