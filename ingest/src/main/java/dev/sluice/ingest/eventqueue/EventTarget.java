package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The function whose inbox is consumed. What can change while the node runs is asked for when an
/// attempt is made or ends (ASYNC-006).
///
/// @param name bare
/// @param arn unqualified
/// @param timeout of one invocation
/// @param config how its events are retried and where they end
/// @param noConcurrency whether its reserved concurrency is zero (CONC-010)
public record EventTarget(
    FunctionName name,
    Arn arn,
    Duration timeout,
    Supplier<EventInvokeConfig> config,
    BooleanSupplier noConcurrency) {

  /// How long a message is hidden at a time for one attempt: until a warm function must have ended,
  /// and 10 s in which to settle it. What takes longer is hidden again at half of it.
  Duration visibility() {
    return timeout.plusSeconds(10);
  }
}
