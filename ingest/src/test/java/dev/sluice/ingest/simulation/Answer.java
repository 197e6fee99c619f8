package dev.sluice.ingest.simulation;

import org.jspecify.annotations.Nullable;

/// How a service answers one request, at once or later, on the simulator's thread.
interface Answer<T extends @Nullable Object> {

  /// The request had its effect.
  void give(T value);

  /// The service refuses; the sender gets this exception.
  void refuse(RuntimeException refusal);
}
