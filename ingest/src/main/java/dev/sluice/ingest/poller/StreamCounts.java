package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.StreamVerdict;

/// What an invocation of a stream batch adds to the mapping's counters (OBS-022, OBS-023).
final class StreamCounts {

  private StreamCounts() {}

  static void afterInvocation(
      PollerListener listener,
      StreamMapping mapping,
      StreamBatch batch,
      InvocationOutcome outcome,
      StreamVerdict verdict) {
    int events = batch.size();
    switch (outcome) {
      case InvocationOutcome.Throttled _ -> listener.throttled(mapping, events);
      case InvocationOutcome.Unavailable _ -> listener.failedInvoke(mapping, events);
      case InvocationOutcome.Succeeded _,
          InvocationOutcome.FunctionFailed _,
          InvocationOutcome.TimedOut _ -> {
        listener.invoked(mapping, events);
        if (!(verdict instanceof StreamVerdict.Advance)) {
          listener.failedInvoke(mapping, events);
        }
      }
    }
  }
}
