package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.destination.StreamFailureRecord.Batch;
import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.destination.StreamFailureRecord.Edge;
import dev.sluice.ingest.destination.StreamFailureRecord.Ending;
import dev.sluice.ingest.destination.StreamFailureRecord.LastAnswer;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.settle.DiscardReason;
import dev.sluice.ingest.settle.StreamVerdict.Discard;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accounts for what one shard's poller does not get settled: discarded batches, one at a time, to
/// the mapping's destination or as a counted drop; records that are stuck; and what is in hand when
/// the lease is lost. Only when it says so may the checkpoint pass a batch (DEST-016). Used by the
/// poller's thread.
final class FailureDesk {

  private static final Logger LOG = LoggerFactory.getLogger(FailureDesk.class);

  /// What one try came to.
  sealed interface Report {

    /// The batch is accounted for.
    record Done() implements Report {}

    /// The destination has not taken it yet.
    ///
    /// @param rest until the next try
    record TryAgain(Duration rest) implements Report {}
  }

  private final PolledShard work;
  private final DestinationSender sender;
  private final StreamPacing pacing;
  private final Surroundings around;

  /// Refusals in a row of the record being reported.
  private int refusals;

  /// When the record being reported was refused first, on the monotonic clock.
  private Duration refusedSince = Duration.ZERO;

  /// The record that was said to be stuck; null when none is.
  private @Nullable SequenceNumber stuckAt;

  FailureDesk(
      PolledShard work, DestinationSender sender, StreamPacing pacing, Surroundings around) {
    this.work = work;
    this.sender = sender;
    this.pacing = pacing;
    this.around = around;
  }

  /// Tries once to account for a discarded batch.
  ///
  /// @param requestId of its last invocation, fresh when there was none (DEST-017)
  Report report(Discard discard, RequestId requestId) {
    Destination destination = work.mapping().onFailure();
    if (destination == null) {
      return drop(discard, "the mapping has no failure destination");
    }
    var record =
        new StreamFailureRecord(
            requestId,
            work.functionArn(),
            ending(discard),
            around.time().now(),
            range(discard.batch()));
    return switch (sender.send(destination, record, null)) {
      case Delivery.Delivered() -> delivered(discard);
      case Delivery.Refused(String why, boolean retryable) -> refused(discard, why, retryable);
    };
  }

  private Report delivered(Discard discard) {
    refusals = 0;
    around.listener().onFailureDelivered(work.mapping(), discard.batch().size());
    LOG.atInfo()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("first", discard.batch().first().sequenceNumber())
        .addKeyValue("records", discard.batch().size())
        .addKeyValue("reason", discard.reason())
        .log("Sent a discarded batch to the failure destination");
    return new Report.Done();
  }

  private Report refused(Discard discard, String why, boolean retryable) {
    around.listener().destinationDeliveryFailed(work.mapping());
    Duration now = around.time().monotonic();
    if (refusals == 0) {
      refusedSince = now;
    }
    refusals++;
    boolean overdue = now.minus(refusedSince).compareTo(pacing.deliveryLimit()) >= 0;
    if (!retryable || overdue) {
      return drop(discard, why);
    }
    Duration rest = pacing.deliveries().after(refusals);
    LOG.atWarn()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("refusals", refusals)
        .addKeyValue("restMillis", rest.toMillis())
        .addKeyValue("why", why)
        .log("The failure destination did not take a record; the shard waits and tries again");
    return new Report.TryAgain(rest);
  }

  private Report drop(Discard discard, String why) {
    refusals = 0;
    around.listener().dropped(work.mapping(), discard.batch().size());
    LOG.atWarn()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("first", discard.batch().first().sequenceNumber())
        .addKeyValue("last", discard.batch().last().sequenceNumber())
        .addKeyValue("records", discard.batch().size())
        .addKeyValue("reason", discard.reason())
        .addKeyValue("why", why)
        .log("Dropped records that were given up and could not be reported");
    return new Report.Done();
  }

  /// Says once that a record is tried again which nodes died with. Without a destination it is not
  /// given up: what may have killed them would vanish unseen.
  void stuck(StreamRecord record, int deaths) {
    if (record.sequenceNumber().equals(stuckAt)) {
      return;
    }
    stuckAt = record.sequenceNumber();
    LOG.atError()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("record", stuckAt)
        .addKeyValue("deaths", deaths)
        .log(
            "Nodes died in a row with this record in hand, and there is no failure destination; it"
                + " is tried again. Give the mapping one (DestinationConfig.OnFailure) to go on");
    around
        .listener()
        .stuck(
            work.mapping(),
            work.shard(),
            deaths + " nodes died in a row with record " + stuckAt + " in hand");
  }

  /// Accounts for what is in hand when the lease is lost. The next holder reads all of it again;
  /// but there is none when the row is gone, since the stream dropped the shard.
  ///
  /// @param unsettled what was read and not settled, in order
  /// @param unwritten records that are settled although the row does not say so
  void letGo(HeldLease lease, List<StreamRecord> unsettled, int unwritten) {
    if (lease.isGone()) {
      dropGone(unsettled);
      return;
    }
    int again = unwritten + unsettled.size();
    LOG.atWarn()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("records", again)
        .log("Lost the lease of a shard; records in hand are dropped here and read again there");
    around.listener().leaseLost(work.mapping(), work.shard(), again);
  }

  private void dropGone(List<StreamRecord> unsettled) {
    around.listener().leaseLost(work.mapping(), work.shard(), 0);
    if (unsettled.isEmpty()) {
      return;
    }
    around.listener().dropped(work.mapping(), unsettled.size());
    LOG.atWarn()
        .addKeyValue("mapping", work.mapping().logicalId())
        .addKeyValue("shard", work.shard())
        .addKeyValue("first", unsettled.getFirst().sequenceNumber())
        .addKeyValue("last", unsettled.getLast().sequenceNumber())
        .addKeyValue("records", unsettled.size())
        .log("Dropped records of a shard that the stream dropped before they were settled");
  }

  /// A batch given up for its age is counted one attempt more than it had (KIN-046).
  private static Ending ending(Discard discard) {
    int attempts = discard.batch().attempts();
    return switch (discard.reason()) {
      case DiscardReason.RetryAttemptsExhausted(var functionError) ->
          new Ending(
              Condition.RetryAttemptsExhausted,
              attempts,
              functionError == null ? LastAnswer.ITEM_FAILURES : LastAnswer.FUNCTION_ERROR);
      case DiscardReason.RecordAgeExceeded() ->
          new Ending(Condition.RecordAgeExceeded, attempts + 1, LastAnswer.NONE);
      // as if each death had been an attempt: nothing else was ever heard of it
      case DiscardReason.TakeOverLimitReached(int takeOvers) ->
          new Ending(Condition.RetryAttemptsExhausted, attempts + takeOvers, LastAnswer.NONE);
      case DiscardReason.RecordTooLarge() ->
          new Ending(Condition.RetryAttemptsExhausted, attempts, LastAnswer.NONE);
    };
  }

  private Batch range(StreamBatch batch) {
    return new Batch(
        work.mapping().eventSource(),
        work.shard(),
        edge(batch.first()),
        edge(batch.last()),
        batch.size());
  }

  private static Edge edge(StreamRecord record) {
    Instant arrival = record.approximateArrival();
    return new Edge(record.sequenceNumber(), arrival);
  }
}
