package dev.sluice.ingest.invoke;

/// Room for one poll and the invocation of what it brings. Use it once, close it always.
public interface Claim extends AutoCloseable {

  /// Turns the claim into an invocation. When no slot is free the batch is held, the oldest first,
  /// at most the request's patience; meanwhile the caller keeps its messages invisible.
  InvocationOutcome invoke(InvocationRequest request) throws InterruptedException;

  /// Gives back what was not used. Closing twice does nothing.
  @Override
  void close();
}
