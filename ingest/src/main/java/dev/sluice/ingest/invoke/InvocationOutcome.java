package dev.sluice.ingest.invoke;

/// How a call of a function ended. `Succeeded`, `FunctionFailed` and `TimedOut` ran to their end;
/// the others did not and spend no attempt.
public sealed interface InvocationOutcome {

  /// The function answered.
  ///
  /// @param answer what it returned; `null` as four bytes when nothing (INV-006)
  /// @param log the last 4 KB of its log
  record Succeeded(Payload answer, LogTail log) implements InvocationOutcome {}

  /// The function threw, its process ended, or its environment could not initialize (LIFE-030).
  ///
  /// @param error the error object as JSON
  /// @param log the last 4 KB of its log
  record FunctionFailed(Payload error, LogTail log) implements InvocationOutcome {}

  /// The function did not answer within its timeout; a function error too (SQS-033, ASYNC-012).
  ///
  /// @param error the error object as JSON
  /// @param log the last 4 KB of its log
  record TimedOut(Payload error, LogTail log) implements InvocationOutcome {}

  /// There was no room (INV-012).
  ///
  /// @param reason which limit was reached
  record Throttled(ThrottleReason reason) implements InvocationOutcome {}

  /// The call never reached the function, and not for want of room; or the node ended the function
  /// as it stopped, and how far it came nobody knows.
  ///
  /// @param why for logs: unknown function, node stopping, no process could be started
  record Unavailable(String why) implements InvocationOutcome {}
}
