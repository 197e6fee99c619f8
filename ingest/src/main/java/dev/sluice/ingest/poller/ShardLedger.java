package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Checkpoint.BatchInHand;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.settle.LaneProgress;
import dev.sluice.ingest.settle.TakeOvers;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import org.jspecify.annotations.Nullable;

/// What a shard's lease row says of the work, and what it ought to say. Used by the poller's
/// thread.
///
/// The row names the batch in hand when the next holder could not find out by itself what is to be
/// known of it: attempts spent, the bounds of a part, or, while take-overs are counted, that it was
/// in hand at all.
final class ShardLedger {

  /// How a write ended.
  sealed interface Entry {

    /// The row says so.
    record Written() implements Entry {}

    /// It is not known whether the row says so: to be written before anything else is done.
    ///
    /// @param why for logs
    record Owed(String why) implements Entry {}

    /// The lease is lost.
    record Refused() implements Entry {}
  }

  private final HeldLease lease;
  private final BatchLimits limits;
  private final Checkpoint.Open taken;

  private TakeOvers takeOvers;
  private Checkpoint written;
  private @Nullable Checkpoint owed;

  /// The head of what is in hand, as it was named last or would have been.
  private @Nullable BatchInHand named;

  /// Records settled since the last checkpoint that was written.
  private int unwritten;

  /// @param limits of the mapping's batches
  ShardLedger(HeldLease lease, BatchLimits limits) {
    this.lease = lease;
    this.limits = limits;
    if (!(lease.taken().checkpoint() instanceof Checkpoint.Open open)) {
      throw new IllegalArgumentException(
          "expected a shard with more to read, found " + lease.taken().checkpoint());
    }
    this.taken = open;
    this.written = open;
    this.named = open.inHand();
    this.takeOvers = new TakeOvers(lease.taken().takeOvers());
  }

  /// Where this holder began.
  Checkpoint.Open taken() {
    return taken;
  }

  /// Nothing is in hand, and everything before this number is settled; null before the first.
  @Nullable SequenceNumber settledBefore() {
    return taken.position() instanceof ReadPosition.After(var number) ? number : null;
  }

  /// The limits of the next batch.
  BatchLimits nextLimits() {
    return takeOvers.limits(limits);
  }

  /// Records that are settled although the row does not say so.
  int unwritten() {
    return unwritten;
  }

  boolean owes() {
    return owed != null;
  }

  /// Whether the closed shard's end is written.
  boolean isEnded() {
    return written instanceof Checkpoint.ShardEnd;
  }

  /// One batch, or the older part of one, was settled.
  void settled(int records) {
    unwritten += records;
    takeOvers = takeOvers.settled(limits);
  }

  /// Whether the row must be written before the head is tried: should this node die of it, the next
  /// holder has to know what it was trying.
  boolean mustNameHead(LaneProgress progress) {
    return takeOvers.areSuspicious() && !checkpoint(progress).equals(written);
  }

  /// At how many take-overs the head was found in the hands of a dead node, if that is too often; 0
  /// if it is not.
  int condemned(StreamBatch head) {
    int since = name(head).since();
    return takeOvers.condemn(head, since) ? takeOvers.count() - since : 0;
  }

  /// Writes down how far the work is.
  Entry write(LaneProgress progress) {
    return write(checkpoint(progress));
  }

  /// Writes down that all of a closed shard is settled.
  Entry writeEnd() {
    return write(new Checkpoint.ShardEnd());
  }

  /// Writes what is owed, if anything.
  Entry writeOwed() {
    return owed == null ? new Entry.Written() : write(owed);
  }

  private Entry write(Checkpoint checkpoint) {
    if (checkpoint.equals(written)) {
      return new Entry.Written();
    }
    owed = checkpoint;
    try {
      if (!lease.checkpoint(checkpoint, takeOvers.count())) {
        return new Entry.Refused();
      }
    } catch (StoreOutOfReachException outOfReach) {
      return new Entry.Owed(String.valueOf(outOfReach.getMessage()));
    }
    owed = null;
    unwritten = 0;
    written = checkpoint;
    return new Entry.Written();
  }

  private Checkpoint checkpoint(LaneProgress progress) {
    SequenceNumber settled = progress.settled();
    ReadPosition position = settled == null ? taken.position() : new ReadPosition.After(settled);
    return new Checkpoint.Open(position, inHand(progress));
  }

  private @Nullable BatchInHand inHand(LaneProgress progress) {
    if (progress.inHand().isEmpty()) {
      return null;
    }
    BatchInHand head = name(progress.head());
    boolean asRead = head.attempts() == 0 && progress.inHand().size() == 1;
    return asRead && !takeOvers.areSuspicious() ? null : head;
  }

  /// The head keeps its `since` for as long as it is the very same batch.
  private BatchInHand name(StreamBatch head) {
    SequenceNumber first = head.first().sequenceNumber();
    SequenceNumber last = head.last().sequenceNumber();
    int since =
        named != null && named.first().equals(first) && named.last().equals(last)
            ? named.since()
            : takeOvers.count();
    named = new BatchInHand(first, last, head.attempts(), since);
    return named;
  }
}
