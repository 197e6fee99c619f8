package dev.sluice.ingest.settle;

import org.jspecify.annotations.Nullable;

/// Why a stream batch is given up (DEST-003).
public sealed interface DiscardReason {

  /// All attempts were spent (KIN-041).
  ///
  /// @param functionError `Unhandled` when the last attempt threw or timed out; null when it
  ///   answered and reported failures or could not be understood (DEST-006, KIN-068)
  record RetryAttemptsExhausted(@Nullable String functionError) implements DiscardReason {}

  /// The records became older than the mapping's maximum (KIN-044).
  record RecordAgeExceeded() implements DiscardReason {}

  /// It is a single record, and too many nodes died with it in hand.
  ///
  /// @param takeOvers that found it in the hands of a dead node
  record TakeOverLimitReached(int takeOvers) implements DiscardReason {}

  /// No event can carry the record; it is reported as exhausted without an attempt (KIN-025).
  record RecordTooLarge() implements DiscardReason {}
}
