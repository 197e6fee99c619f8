package dev.sluice.ingest.frontend;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import org.jspecify.annotations.Nullable;

/// Takes asynchronous events. When it returns the event is durable, and not before.
@FunctionalInterface
public interface EventAcceptor {

  /// Takes an event.
  ///
  /// @param traceHeader `X-Amzn-Trace-Id` of the caller, null when there was none
  /// @return the id of the invocation, over all its attempts (ASYNC-001)
  /// @throws RuntimeException when the event could not be made durable; the caller is told so
  RequestId accept(FunctionName function, Payload event, @Nullable String traceHeader)
      throws InterruptedException;
}
