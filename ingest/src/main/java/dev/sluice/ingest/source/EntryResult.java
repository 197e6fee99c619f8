package dev.sluice.ingest.source;

/// What became of one message of a batched call.
public sealed interface EntryResult {

  /// The queue did it.
  record Done() implements EntryResult {}

  /// The queue refused it for good: the handle has expired (SQS-074) or the message is gone
  /// (SQS-049).
  ///
  /// @param why for logs
  record Refused(String why) implements EntryResult {}

  /// It may work another time, and may even have worked this time.
  ///
  /// @param why for logs
  record Failed(String why) implements EntryResult {}
}
