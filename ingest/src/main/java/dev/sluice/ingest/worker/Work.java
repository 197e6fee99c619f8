package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One event on its way into a runtime (LIFE-040).
///
/// @param deadline by the wall clock; the function's remaining time is counted from it
/// @param clientContext JSON of the caller, null when there is none
record Work(
    RequestId request,
    Payload event,
    Instant deadline,
    Arn functionArn,
    String traceHeader,
    @Nullable String clientContext) {}
