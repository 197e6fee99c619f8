package dev.sluice.ingest.lease;

import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import org.jspecify.annotations.Nullable;

/// Up to where a shard is settled.
public sealed interface Checkpoint {

  /// There may be more to read.
  ///
  /// @param position everything before it is settled
  /// @param inHand the batch being tried behind that position; null when none was tried in vain yet
  record Open(ReadPosition position, @Nullable BatchInHand inHand) implements Checkpoint {}

  /// The shard is closed and all of it is settled (LEASE-031).
  record ShardEnd() implements Checkpoint {}

  /// The batch a holder was trying, so that the next one goes on counting where it stopped
  /// (KIN-083, LEASE-062).
  ///
  /// @param first of its records
  /// @param last of its records
  /// @param attempts that ran and failed
  /// @param since the take-overs of the lease when this very batch was first in hand: those beyond
  ///   found it in the hands of a dead node
  record BatchInHand(SequenceNumber first, SequenceNumber last, int attempts, int since) {

    public BatchInHand {
      if (first.compareTo(last) > 0 || attempts < 0 || since < 0) {
        throw new IllegalArgumentException(
            "expected first <= last, attempts >= 0 and since >= 0, found "
                + first
                + ", "
                + last
                + ", "
                + attempts
                + ", "
                + since);
      }
    }
  }
}
