package dev.sluice.ingest.concurrency;

/// How this node uses its share of a limit at one moment.
///
/// @param running invocations in progress
/// @param waiting polled batches and other invocations that wait for a slot
/// @param peak the most that ran and waited at once of late; at least what does now
record ShareUse(int running, int waiting, int peak) {

  /// Slots that there is work for.
  int demand() {
    return running + waiting;
  }

  /// The same with a peak of at least so many.
  ShareUse orPeak(int other) {
    return new ShareUse(running, waiting, Math.max(peak, other));
  }
}
