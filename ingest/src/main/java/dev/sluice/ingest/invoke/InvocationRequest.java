package dev.sluice.ingest.invoke;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call of a function.
///
/// @param function whom to call (`$LATEST`)
/// @param requestId the id of the invocation
/// @param payload the event's JSON
/// @param traceHeader `X-Amzn-Trace-Id` to pass on; null to make none (OBS-061)
/// @param patience how long to wait for a free slot before the answer is `Throttled`; zero not at
///   all
/// @param clientContext JSON of a synchronous caller, passed on as it is (INV-002); null for none
public record InvocationRequest(
    FunctionName function,
    RequestId requestId,
    Payload payload,
    @Nullable String traceHeader,
    Duration patience,
    @Nullable String clientContext) {

  /// A call without a client context, as all but the Invoke API's are.
  public InvocationRequest(
      FunctionName function,
      RequestId requestId,
      Payload payload,
      @Nullable String traceHeader,
      Duration patience) {
    this(function, requestId, payload, traceHeader, patience, null);
  }
}
