package dev.sluice.ingest.invoke;

/// Which limit refused an invocation; the spelling is Lambda's (INV-013).
public enum ThrottleReason {
  /// The node's own limit over all functions.
  ConcurrentInvocationLimitExceeded,
  /// The function's reserved concurrency.
  ReservedFunctionConcurrentInvocationLimitExceeded
}
