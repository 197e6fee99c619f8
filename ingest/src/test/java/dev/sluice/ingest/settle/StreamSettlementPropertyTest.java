package dev.sluice.ingest.settle;

import static dev.sluice.ingest.testing.StreamRecords.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.rules.Rule;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A function that does anything at all, in any order, against any limits.
final class StreamSettlementPropertyTest {

  /// Settled records, whether they succeeded or were discarded.
  private final TreeSet<SequenceNumber> settled = new TreeSet<>();

  @Property(tries = 500)
  @Rule({"KIN-041", "KIN-051", "KIN-080"})
  void settles_every_record_once_in_order_within_its_attempts(
      @ForAll @IntRange(min = 1, max = 60) int size,
      @ForAll @IntRange(min = 0, max = 4) int retries,
      @ForAll boolean bisect,
      @ForAll boolean report,
      @ForAll long seed) {
    settled.clear();
    var random = new Random(seed);
    var settlement = new StreamSettlement(new RetryLimits(retries, null, bisect), report);
    var progress = LaneProgress.at(null).take(batch(1, size));
    int turns = 0;

    while (!progress.inHand().isEmpty()) {
      StreamBatch head = progress.head();
      var verdict = settlement.settle(head, anyOutcome(head, random));
      observe(verdict, retries);
      progress = progress.after(verdict);
      assertCheckpointOnlyOverSettled(progress);
      assertThat(head.attempts()).isLessThanOrEqualTo(retries);
      assertThat(++turns).as("turns of a batch of %d", size).isLessThan(100_000);
    }

    assertThat(settled).hasSize(size);
  }

  private static InvocationOutcome anyOutcome(StreamBatch head, Random random) {
    int number = 1 + random.nextInt(70);
    StreamRecord any = head.records().get(random.nextInt(head.size()));
    return switch (random.nextInt(6)) {
      case 0 -> new InvocationOutcome.Succeeded(Payload.of("{}"), LogTail.NONE);
      case 1 -> new InvocationOutcome.Throttled(ThrottleReason.ConcurrentInvocationLimitExceeded);
      case 2 -> new InvocationOutcome.TimedOut(Payload.of("{}"), LogTail.NONE);
      case 3 -> reporting(Integer.toString(number));
      case 4 -> reporting(any.sequenceNumber().toString());
      default -> new InvocationOutcome.FunctionFailed(Payload.of("{}"), LogTail.NONE);
    };
  }

  private static InvocationOutcome reporting(String identifier) {
    return new InvocationOutcome.Succeeded(
        Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + identifier + "\"}]}"),
        LogTail.NONE);
  }

  private void observe(StreamVerdict verdict, int retries) {
    switch (verdict) {
      case StreamVerdict.Advance(var batch) -> settle(batch);
      case StreamVerdict.AdvancePartly(var done, var _) -> settle(done);
      case StreamVerdict.Discard(var batch, var _) -> {
        assertThat(batch.attempts()).isEqualTo(1 + retries);
        settle(batch);
      }
      case StreamVerdict.Bisect(var older, var newer) -> {
        assertThat(older.attempts() + newer.attempts()).isZero();
        assertThat(older.last().sequenceNumber()).isLessThan(newer.first().sequenceNumber());
      }
      case StreamVerdict.Retry(var batch) -> {
        assertThat(batch.attempts()).isLessThanOrEqualTo(retries);
      }
    }
  }

  private void settle(StreamBatch batch) {
    for (StreamRecord record : batch.records()) {
      if (!settled.isEmpty()) {
        assertThat(record.sequenceNumber()).isGreaterThan(settled.last());
      }
      assertThat(settled.add(record.sequenceNumber())).as("settled once").isTrue();
    }
  }

  private void assertCheckpointOnlyOverSettled(LaneProgress progress) {
    var position = progress.settled();
    assertThat(position).isEqualTo(settled.isEmpty() ? null : settled.last());
    for (StreamBatch waiting : progress.inHand()) {
      assertThat(settled)
          .doesNotContainAnyElementsOf(
              waiting.records().stream().map(StreamRecord::sequenceNumber).toList());
    }
  }
}
