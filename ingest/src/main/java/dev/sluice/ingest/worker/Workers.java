package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lifecycle.Component;

/// Where functions run. Stopping takes nothing new, waits for what runs, then ends everything.
public interface Workers extends Component {

  /// Runs one invocation. Waits for nothing but the start of an environment and the function.
  ///
  /// @throws InterruptedException when the caller is told to stop; the environment is ended
  InvocationOutcome invoke(FunctionConfiguration function, InvocationRequest request)
      throws InterruptedException;

  /// Ends the environment of an invocation, whose outcome is then `Unavailable`. Does nothing when
  /// no such invocation runs here. By any thread.
  void end(RequestId request);
}
