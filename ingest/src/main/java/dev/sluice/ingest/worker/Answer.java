package dev.sluice.ingest.worker;

import dev.sluice.ingest.invoke.Payload;

/// What a runtime posted about the invocation in hand.
sealed interface Answer {

  /// The handler returned.
  record Returned(Payload body) implements Answer {}

  /// The handler threw; the error object.
  record Failed(Payload error) implements Answer {}

  /// The handler returned more than [RuntimeApi#LARGEST_RESPONSE] bytes.
  record TooLarge() implements Answer {}
}
