package dev.sluice.ingest.invoke;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;
import java.util.Optional;

/// Calls functions. Pollers, the event queue and the Invoke API are its callers alike; the limits
/// are enforced behind it.
public interface Invoker {

  /// Calls a function and waits for its end. Waits at most the request's patience for room.
  InvocationOutcome invoke(InvocationRequest request) throws InterruptedException;

  /// Ends an invocation, for a caller that may not use its outcome any more: it waits for no room,
  /// its environment is ended, and its outcome is [InvocationOutcome.Unavailable]. Does nothing
  /// when no such invocation is here. One that begins at this very moment may be missed: ask again
  /// while it goes on.
  void end(RequestId request);

  /// Claims room for one invocation before a queue is polled, so that no message is received that
  /// cannot run. Claims of one function are granted in turn over its claimants.
  ///
  /// @param function whom the poll is for
  /// @param claimant a stable name of the poll, for taking turns
  /// @param atMost how long to wait
  /// @return empty when the time was over first
  Optional<Claim> claim(FunctionName function, String claimant, Duration atMost)
      throws InterruptedException;

  /// Ends every wait for room: whoever waits gets none, and nobody waits from now on. For a node
  /// whose time to stop is nearly over, so that what is held can still be given back. What runs
  /// goes on.
  void endWaits();
}
