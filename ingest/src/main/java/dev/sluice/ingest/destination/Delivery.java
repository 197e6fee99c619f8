package dev.sluice.ingest.destination;

/// How the delivery of one record ended.
public sealed interface Delivery {

  /// The destination has it.
  record Delivered() implements Delivery {}

  /// The destination has not said that it has it; it may have it all the same when the answer was
  /// lost.
  ///
  /// @param why for logs; holds nothing of the record
  /// @param retryable false when this destination will never take this record, as when it is too
  ///   large
  record Refused(String why, boolean retryable) implements Delivery {}
}
