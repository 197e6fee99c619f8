package dev.sluice.ingest.simulation;

import org.jspecify.annotations.Nullable;

/// How a call ends for its sender.
sealed interface Ending<T extends @Nullable Object> {

  /// The service answered.
  record Answered<T extends @Nullable Object>(T value) implements Ending<T> {}

  /// The service refused.
  record Refused<T extends @Nullable Object>(RuntimeException refusal) implements Ending<T> {}

  /// There was no answer of the service's own.
  record Failed<T extends @Nullable Object>(Fault fault) implements Ending<T> {}
}
