package dev.sluice.ingest.frontend;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.ThrottleReason;

/// Hears what the front end refuses. Called from many threads.
public interface FrontEndListener {

  /// An invocation found no room (OBS-003).
  void throttled(Throttle event);

  /// @param reason which limit was reached
  record Throttle(FunctionName function, ThrottleReason reason) {}

  /// Hears nothing.
  FrontEndListener NONE = event -> {};
}
