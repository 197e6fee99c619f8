package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.BatchStep;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.settle.DiscardReason;
import dev.sluice.ingest.settle.LaneProgress;
import dev.sluice.ingest.settle.Readiness;
import dev.sluice.ingest.settle.StreamSettlement;
import dev.sluice.ingest.settle.StreamVerdict;
import dev.sluice.ingest.settle.StreamVerdict.Discard;
import dev.sluice.ingest.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
/// A checkpoint that could not be written is written before anything else. While take-overs are
/// counted, the batch in hand is written down before it is tried. A lost lease ends the loop with
/// everything in hand dropped.
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
  private final ShardLedger ledger;

  // All state but `running` is owned by the thread that takes the turns.
  private LaneProgress progress;
  private @Nullable GivenUp givenUp;
  private @Nullable RequestId lastRequest;

  /// The invocation in progress; read by whoever breaks it off.
  private volatile @Nullable RequestId running;

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
    this.ledger = new ShardLedger(lease, work.mapping().limits());
    this.intake = new ShardIntake(work, ledger.taken(), pacing, around);
    this.progress = LaneProgress.at(ledger.settledBefore());
  }

  @Override
  public Turn turn() throws InterruptedException {
    if (!lease.isTrusted()) {
      return dropEverything();
    }
    if (ledger.owes()) {
      return after(ledger.writeOwed());
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
    return switch (intake.next(ledger.nextLimits())) {
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
        if (ledger.mustNameHead(progress)) {
          yield after(ledger.write(progress));
        }
        int deaths = ledger.condemned(batch);
        if (deaths > 0 && work.mapping().onFailure() != null) {
          yield giveUp(new Discard(batch, new DiscardReason.TakeOverLimitReached(deaths)));
        }
        if (deaths > 0) {
          failures.stuck(batch.first(), deaths);
        }
        yield attempt(batch);
      }
    };
  }

  private Turn attempt(StreamBatch batch) throws InterruptedException {
    InvocationOutcome outcome = invoke(batch);
    StreamVerdict verdict = settlement.settle(batch, outcome);
    StreamCounts.afterInvocation(around.listener(), work.mapping(), batch, outcome, verdict);
    return obey(verdict);
  }

  private InvocationOutcome invoke(StreamBatch batch) throws InterruptedException {
    RequestId requestId = around.newRequestId();
    lastRequest = requestId;
    Instant arrival = batch.last().approximateArrival();
    around
        .listener()
        .iteratorAge(work.mapping(), work.shard(), Duration.between(arrival, around.time().now()));
    var payload = new Payload(work.shape().write(batch.records()).array());
    running = requestId;
    try {
      return around
          .invoker()
          .invoke(
              new InvocationRequest(
                  work.mapping().function(), requestId, payload, null, pacing.patience()));
    } finally {
      running = null;
    }
  }

  /// Ends the invocation in progress; what it had in hand is dropped at the next turn.
  @Override
  public void breakOff() {
    RequestId request = running;
    if (request != null) {
      around.invoker().end(request);
    }
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
    givenUp = new GivenUp(discard, requestId);
    return new Turn.Again(); // to be reported only if the lease is still trusted then
  }

  /// The failure record is sent before the checkpoint: twice is better than never (DEST-016).
  private Turn report(GivenUp batch) {
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
    int settled = before - progress.recordsInHand();
    if (settled > 0) {
      ledger.settled(settled);
    }
    return after(ledger.write(progress));
  }

  private Turn after(ShardLedger.Entry entry) {
    return switch (entry) {
      case ShardLedger.Entry.Written() -> ledger.isEnded() ? end() : new Turn.Again();
      case ShardLedger.Entry.Refused() -> dropEverything();
      case ShardLedger.Entry.Owed(String why) -> {
        LOG.atWarn()
            .addKeyValue("mapping", work.mapping().logicalId())
            .addKeyValue("shard", work.shard())
            .addKeyValue("why", why)
            .log("A checkpoint could not be written; the shard waits until it is");
        yield new Turn.Rest(pacing.idle());
      }
    };
  }

  /// All of a closed shard is settled: its children may start (LEASE-032).
  private Turn finish() {
    return after(ledger.writeEnd());
  }

  private Turn end() {
    LOG.atInfo()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .log("A closed shard is settled to its end");
    return new Turn.Finished();
  }

  private Turn dropEverything() {
    List<StreamRecord> unsettled = new ArrayList<>();
    progress.inHand().forEach(batch -> unsettled.addAll(batch.records()));
    unsettled.addAll(intake.unbatched());
    failures.letGo(lease, unsettled, ledger.unwritten());
    return new Turn.Finished();
  }
}
