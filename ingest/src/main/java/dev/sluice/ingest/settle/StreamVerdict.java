package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.StreamBatch;

/// What becomes of a stream batch.
public sealed interface StreamVerdict {

  /// All of it is done.
  ///
  /// @param batch the whole
  record Advance(StreamBatch batch) implements StreamVerdict {}

  /// Its older part is done; the rest is tried again at once, counting anew (KIN-061).
  ///
  /// @param done the records before the lowest reported failure
  /// @param rest that record and all after it
  record AdvancePartly(StreamBatch done, StreamBatch rest) implements StreamVerdict {}

  /// It is halved, and the older half goes first (KIN-050). Nothing is spent (KIN-051).
  ///
  /// @param older the lower sequence numbers
  /// @param newer the others
  record Bisect(StreamBatch older, StreamBatch newer) implements StreamVerdict {}

  /// It is tried again as a whole after a wait.
  ///
  /// @param batch with its attempts and refusals counted
  record Retry(StreamBatch batch) implements StreamVerdict {}

  /// It is given up: reported first, then passed over.
  ///
  /// @param batch with its attempts counted
  /// @param reason why
  record Discard(StreamBatch batch, DiscardReason reason) implements StreamVerdict {}
}
