package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.batch.BatchStep;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.batch.StreamBatchAssembler;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Checkpoint.BatchInHand;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamRecord;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a shard at the allowed rate and cuts what it read into batches. Reads again only when
/// everything it read was taken, so that what is held stays bounded. Used by the poller's thread.
final class ShardIntake {

  private static final Logger LOG = LoggerFactory.getLogger(ShardIntake.class);

  /// Reads that fail are tried again at the pace of idle ones, times this.
  private static final int SLOWER_WHEN_GONE = 30;

  private final PolledShard work;
  private final StreamPacing pacing;
  private final Surroundings around;

  private ReadPosition readFrom;
  private List<StreamRecord> unbatched = List.of();
  private boolean endOfShard;
  private boolean lastReadFailed;

  /// Before this monotonic moment the shard is not read again.
  private Duration nextRead = Duration.ofSeconds(Long.MIN_VALUE / 4);

  /// What the former holder was trying; null once it was found again, or is not there.
  private @Nullable BatchInHand remembered;

  ShardIntake(PolledShard work, Checkpoint.Open from, StreamPacing pacing, Surroundings around) {
    this.work = work;
    this.pacing = pacing;
    this.around = around;
    this.readFrom = from.position();
    this.remembered = from.inHand();
  }

  /// What was read and not yet taken.
  List<StreamRecord> unbatched() {
    return unbatched;
  }

  /// Whether everything the shard will ever hold was taken.
  boolean isExhausted() {
    return endOfShard && unbatched.isEmpty();
  }

  /// How long to rest before the next read; zero when it may be now.
  Duration untilNextRead() {
    Duration left = nextRead.minus(around.time().monotonic());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// Cuts the next batch off what was read. The batch the former holder was trying is formed again
  /// as it was, with its attempts (KIN-083), or as much of it as the limits allow by now.
  BatchStep next(BatchLimits limits) {
    BatchInHand former = remembered;
    List<StreamRecord> offered = former == null ? unbatched : upTo(former);
    BatchStep step = new StreamBatchAssembler(limits, work.shape()).next(offered);
    switch (step) {
      case BatchStep.ReadMore() -> {}
      case BatchStep.Send(StreamBatch batch, var _) -> {
        take(batch);
        return former == null ? step : new BatchStep.Send(recalled(batch, former), unbatched);
      }
      case BatchStep.Undeliverable(StreamBatch record, var _) -> take(record);
    }
    return step;
  }

  private List<StreamRecord> upTo(BatchInHand former) {
    return !unbatched.isEmpty() && begins(unbatched.getFirst(), former)
        ? unbatched.stream()
            .takeWhile(r -> r.sequenceNumber().compareTo(former.last()) <= 0)
            .toList()
        : unbatched;
  }

  private void take(StreamBatch batch) {
    unbatched = List.copyOf(unbatched.subList(batch.size(), unbatched.size()));
    remembered = null;
  }

  private static boolean begins(StreamRecord record, BatchInHand former) {
    return record.sequenceNumber().equals(former.first());
  }

  private static StreamBatch recalled(StreamBatch batch, BatchInHand former) {
    return begins(batch.first(), former)
        ? new StreamBatch(batch.records(), former.attempts(), 0)
        : batch;
  }

  /// Reads once. Only when nothing is left to take.
  void read() {
    StreamRead read = work.reader().read(readFrom, pacing.readLimit());
    Duration rest =
        switch (read) {
          case StreamRead.Records records -> took(records);
          case StreamRead.Throttled() -> pacing.idle();
          case StreamRead.Gone(String why) -> {
            failed(why);
            yield pacing.idle().multipliedBy(SLOWER_WHEN_GONE);
          }
          case StreamRead.OutOfReach(String why) -> {
            failed(why);
            yield pacing.idle();
          }
        };
    nextRead = around.time().monotonic().plus(rest);
  }

  private Duration took(StreamRead.Records read) {
    lastReadFailed = false;
    around.listener().polled(work.mapping(), read.records().size());
    unbatched = read.records();
    endOfShard = read.endOfShard();
    if (!unbatched.isEmpty()) {
      readFrom = new ReadPosition.After(unbatched.getLast().sequenceNumber());
    }
    return read.behindLatest().isZero() ? pacing.idle() : pacing.busy();
  }

  private void failed(String why) {
    if (!lastReadFailed) {
      LOG.atWarn()
          .addKeyValue("mapping", work.mapping().logicalId())
          .addKeyValue("shard", work.shard())
          .addKeyValue("why", why)
          .log("A shard could not be read; it is tried again until it can");
    }
    lastReadFailed = true;
  }
}
