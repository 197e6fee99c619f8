package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.BatchStep;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Checkpoint.BatchInHand;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.settle.DiscardReason;
import dev.sluice.ingest.settle.LaneProgress;
import dev.sluice.ingest.settle.Readiness;
import dev.sluice.ingest.settle.StreamSettlement;
import dev.sluice.ingest.settle.StreamVerdict;
import dev.sluice.ingest.settle.StreamVerdict.Discard;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard's loop: reads, batches, invokes, settles, checkpoints, one thing a turn and strictly
/// in order (KIN-021).
///
/// ```text
///            +-------------------------------------------------------------+
///            v                                                             |
///   read -> take -> try the head -> settled --------------> checkpoint ----+
///                       ^   |                                    ^
///                       |   +-----> failed: halve, or rest ------+ (attempts only)
///                       +-----------------+
///                           |
///                           +-----> given up: report, until done ---> checkpoint
/// ```
///
/// A checkpoint that could not be written is written before anything else. A lost lease ends the
/// loop with everything in hand dropped.
public final class StreamPoller implements TurnTaker {

  private static final Logger LOG = LoggerFactory.getLogger(StreamPoller.class);

  /// A batch to be accounted for before the shard goes on.
  private record GivenUp(Discard discard, RequestId requestId) {}

  private final PolledShard work;
  private final HeldLease lease;
  private final StreamPacing pacing;
  private final Surroundings around;
  private final StreamSettlement settlement;
  private final ShardIntake intake;
  private final FailureDesk failures;
  private final ReadPosition startedAt;

  // All state is owned by the thread that takes the turns.
  private LaneProgress progress;
  private Checkpoint written;
  private @Nullable Checkpoint owed;
  private @Nullable GivenUp givenUp;

  /// Records settled since the last checkpoint that was written.
  private int unwritten;

  private @Nullable RequestId lastRequest;

  public StreamPoller(
      PolledShard work,
      HeldLease lease,
      DestinationSender sender,
      StreamPacing pacing,
      Surroundings around) {
    this.work = work;
    this.lease = lease;
    this.pacing = pacing;
    this.around = around;
    this.settlement =
        new StreamSettlement(
            work.mapping().retryLimits(), work.mapping().reportBatchItemFailures());
    this.failures = new FailureDesk(work, sender, pacing, around);
    this.written = lease.taken().checkpoint();
    if (!(written instanceof Checkpoint.Open open)) {
      throw new IllegalArgumentException("expected a shard with more to read, found " + written);
    }
    this.startedAt = open.position();
    this.intake = new ShardIntake(work, open, pacing, around);
    this.progress =
        LaneProgress.at(startedAt instanceof ReadPosition.After(var number) ? number : null);
  }

  @Override
  public Turn turn() throws InterruptedException {
    if (!lease.isTrusted()) {
      return dropEverything();
    }
    if (owed != null) {
      return write(owed);
    }
    if (givenUp != null) {
      return report(givenUp);
    }
    if (!progress.inHand().isEmpty()) {
      return tryHead();
    }
    return takeNext();
  }

  private Turn takeNext() {
    return switch (intake.next()) {
      case BatchStep.Send(StreamBatch batch, var _) -> {
        progress = progress.take(batch);
        yield new Turn.Again();
      }
      case BatchStep.Undeliverable(StreamBatch record, var _) -> {
        progress = progress.take(record);
        yield giveUp(new Discard(record, new DiscardReason.RecordTooLarge()));
      }
      case BatchStep.ReadMore() -> intake.isExhausted() ? finish() : readMore();
    };
  }

  private Turn readMore() {
    Duration rest = intake.untilNextRead();
    if (rest.isPositive()) {
      return new Turn.Rest(rest);
    }
    intake.read();
    return new Turn.Again();
  }

  /// Tries the oldest batch in hand, as far as its age allows (KIN-047).
  private Turn tryHead() throws InterruptedException {
    return switch (settlement.readiness(progress.head(), around.time().now())) {
      case Readiness.TooOld(StreamBatch expired, List<StreamBatch> later) -> {
        progress = progress.divide(expired, later);
        yield giveUp(new Discard(expired, new DiscardReason.RecordAgeExceeded()));
      }
      case Readiness.Fit(StreamBatch batch, List<StreamBatch> later) -> {
        progress = progress.divide(batch, later);
        InvocationOutcome outcome = invoke(batch);
        StreamVerdict verdict = settlement.settle(batch, outcome);
        StreamCounts.afterInvocation(around.listener(), work.mapping(), batch, outcome, verdict);
        yield obey(verdict);
      }
    };
  }

  private InvocationOutcome invoke(StreamBatch batch) throws InterruptedException {
    RequestId requestId = around.newRequestId();
    lastRequest = requestId;
    Instant arrival = batch.last().approximateArrival();
    around
        .listener()
        .iteratorAge(work.mapping(), work.shard(), Duration.between(arrival, around.time().now()));
    var payload = new Payload(work.shape().write(batch.records()).array());
    return around
        .invoker()
        .invoke(
            new InvocationRequest(
                work.mapping().function(), requestId, payload, null, pacing.patience()));
  }

  private Turn obey(StreamVerdict verdict) {
    return switch (verdict) {
      case StreamVerdict.Advance _, StreamVerdict.AdvancePartly _, StreamVerdict.Bisect _ -> {
        lastRequest = null;
        yield settle(verdict);
      }
      case StreamVerdict.Retry(StreamBatch batch) -> {
        Turn next = settle(verdict);
        yield next instanceof Turn.Again
            ? new Turn.Rest(pacing.retries().after(batch.attempts() + batch.refusals()))
            : next;
      }
      case Discard discard -> giveUp(discard);
    };
  }

  private Turn giveUp(Discard discard) {
    RequestId requestId = lastRequest == null ? around.newRequestId() : lastRequest;
    return report(new GivenUp(discard, requestId));
  }

  /// The failure record is sent before the checkpoint: twice is better than never (DEST-016).
  private Turn report(GivenUp batch) {
    givenUp = batch;
    return switch (failures.report(batch.discard(), batch.requestId())) {
      case FailureDesk.Report.TryAgain(Duration rest) -> new Turn.Rest(rest);
      case FailureDesk.Report.Done() -> {
        givenUp = null;
        lastRequest = null;
        yield settle(batch.discard());
      }
    };
  }

  private Turn settle(StreamVerdict verdict) {
    int before = progress.recordsInHand();
    progress = progress.after(verdict);
    unwritten += before - progress.recordsInHand();
    var checkpoint = new Checkpoint.Open(position(), batchInHand());
    return checkpoint.equals(written) ? new Turn.Again() : write(checkpoint);
  }

  private ReadPosition position() {
    SequenceNumber settled = progress.settled();
    return settled == null ? startedAt : new ReadPosition.After(settled);
  }

  /// What the next holder could not find out by itself: attempts spent, or the bounds of a part. A
  /// batch as it was read is neither.
  private @Nullable BatchInHand batchInHand() {
    if (progress.inHand().isEmpty()) {
      return null;
    }
    StreamBatch head = progress.head();
    if (head.attempts() == 0 && progress.inHand().size() == 1) {
      return null;
    }
    return new BatchInHand(
        head.first().sequenceNumber(), head.last().sequenceNumber(), head.attempts(), 0);
  }

  private Turn write(Checkpoint checkpoint) {
    owed = checkpoint;
    try {
      if (!lease.checkpoint(checkpoint, 0)) {
        return dropEverything();
      }
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("mapping", work.mapping().logicalId())
          .addKeyValue("shard", work.shard())
          .addKeyValue("why", outOfReach.getMessage())
          .log("A checkpoint could not be written; the shard waits until it is");
      return new Turn.Rest(pacing.idle());
    }
    owed = null;
    unwritten = 0;
    written = checkpoint;
    return checkpoint instanceof Checkpoint.ShardEnd ? end() : new Turn.Again();
  }

  /// All of a closed shard is settled: its children may start (LEASE-032).
  private Turn finish() {
    return write(new Checkpoint.ShardEnd());
  }

  private Turn end() {
    LOG.atInfo()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .log("A closed shard is settled to its end");
    return new Turn.Finished();
  }

  private Turn dropEverything() {
    int inHand = unwritten + progress.recordsInHand() + intake.unbatched();
    LOG.atWarn()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("records", inHand)
        .log("Lost the lease of a shard; records in hand are dropped here and read again there");
    around.listener().leaseLost(work.mapping(), work.shard(), inHand);
    return new Turn.Finished();
  }
}
