package dev.sluice.replayer.replay;

import dev.sluice.ingest.invoke.Payload;

/// How one synchronous invocation ended.
public sealed interface CallOutcome {

  /// The function returned.
  ///
  /// @param answer what it returned
  record Succeeded(Payload answer) implements CallOutcome {}

  /// It failed.
  ///
  /// @param why the kind of error, for people; not its message, which may quote the payload
  record FunctionFailed(String why) implements CallOutcome {}

  /// It was not called, and would not be a little later.
  ///
  /// @param why for people
  record Refused(String why) implements CallOutcome {}

  /// Throttled, out of reach, or the connection broke: it may work a little later.
  ///
  /// @param why for people
  record Busy(String why) implements CallOutcome {}
}
