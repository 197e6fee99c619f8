package dev.sluice.replayer.replay;

import dev.sluice.ingest.invoke.Payload;
import dev.sluice.replayer.deadletter.FunctionReference;

/// Invokes functions synchronously, since only then their success is known.
public interface FunctionCaller {

  /// Calls once and waits for the end of the invocation.
  CallOutcome call(FunctionReference function, Payload event) throws InterruptedException;
}
