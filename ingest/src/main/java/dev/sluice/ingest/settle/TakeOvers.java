package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.batch.StreamBatch;

/// How often a shard was taken over from a node that died holding it, less what was settled since.
/// A record that kills its node shows itself by nothing else: each death halves the batches, until
/// the killer stands alone, and then it is counted against.
///
/// ```text
///   take-overs   0     1     2     3   ...     7
///   batches      n   n/2   n/4   n/8   ...     1   (rounded up; n is BatchSize)
///                <-- one per settled batch --
///                 -- one per death -------->
/// ```
///
/// @param count 0 or more
public record TakeOvers(int count) {

  /// A single record that was in hand at so many take-overs is not tried any more, whatever
  /// MaximumRetryAttempts says.
  public static final int LIMIT = 3;

  public TakeOvers {
    if (count < 0) {
      throw new IllegalArgumentException("expected 0 or more take-overs, found " + count);
    }
  }

  /// Whether the batch in hand is to be written down before it is tried. Not while all is well,
  /// since that costs one write a batch; the first death is found in the row all the same.
  public boolean areSuspicious() {
    return count > 0;
  }

  /// The limits of the next batch.
  ///
  /// @param usual the mapping's
  public BatchLimits limits(BatchLimits usual) {
    return usual.atMost(Math.ceilDiv(usual.count(), 1 << Math.min(count, halvings(usual))));
  }

  /// One batch was settled: the next may be twice as large. An idle shard may have seen more
  /// take-overs than can halve anything; growing does not wait for those.
  ///
  /// @param usual the mapping's limits
  public TakeOvers settled(BatchLimits usual) {
    return new TakeOvers(Math.max(0, Math.min(count, halvings(usual)) - 1));
  }

  /// Whether a batch is a single record that was in hand when its node died, too often.
  ///
  /// @param since the count when the batch was first in hand
  public boolean condemn(StreamBatch batch, int since) {
    return batch.size() == 1 && count - since >= LIMIT;
  }

  /// After how many take-overs a batch is a single record; 14 at most.
  private static int halvings(BatchLimits usual) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(usual.count() - 1);
  }
}
