package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationOutcome.FunctionFailed;
import dev.sluice.ingest.invoke.InvocationOutcome.Succeeded;
import dev.sluice.ingest.invoke.InvocationOutcome.Throttled;
import dev.sluice.ingest.invoke.InvocationOutcome.TimedOut;
import dev.sluice.ingest.invoke.InvocationOutcome.Unavailable;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.settle.BatchItemFailures.NoneReported;
import dev.sluice.ingest.settle.BatchItemFailures.SomeReported;
import dev.sluice.ingest.settle.BatchItemFailures.Unreadable;
import dev.sluice.ingest.settle.DiscardReason.RetryAttemptsExhausted;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of a stream batch, before an attempt (by age) and after it (by outcome).
///
/// ```text
///   answered, none failed ............................. advance
///   answered, lowest failure behind the first record .. advance partly, rest counts anew
///   failed, two or more records, bisect on ............ bisect, nothing spent
///   failed, attempts left ............................. retry after a wait
///   failed, no attempts left .......................... discard
///   never ran ......................................... retry after a wait, nothing spent
/// ```
///
/// *Failed* is: threw, timed out, gave an unreadable answer, or reported the first record.
public final class StreamSettlement {

  /// The marker of a thrown error or a timeout in a failure record (KIN-068).
  private static final String UNHANDLED = "Unhandled";

  private final RetryLimits limits;
  private final boolean reportBatchItemFailures;

  /// @param reportBatchItemFailures whether answers are read at all (KIN-060)
  public StreamSettlement(RetryLimits limits, boolean reportBatchItemFailures) {
    this.limits = limits;
    this.reportBatchItemFailures = reportBatchItemFailures;
  }

  /// Which records of `batch` may be tried at `now`. Records of the same kind stay together, so
  /// that order is kept even where arrival times do not rise (KIN-044, KIN-045).
  public Readiness readiness(StreamBatch batch, Instant now) {
    boolean expired = isExpired(batch.first(), now);
    int end = 1;
    while (end < batch.size() && isExpired(batch.records().get(end), now) == expired) {
      end++;
    }
    if (end == batch.size()) {
      return expired ? new Readiness.TooOld(batch, List.of()) : new Readiness.Fit(batch, List.of());
    }
    StreamBatch oldest = batch.remainder(0, end);
    List<StreamBatch> later = List.of(batch.remainder(end, batch.size()));
    return expired ? new Readiness.TooOld(oldest, later) : new Readiness.Fit(oldest, later);
  }

  private boolean isExpired(StreamRecord record, Instant now) {
    Duration maximum = limits.maximumRecordAge();
    return maximum != null
        && Duration.between(record.approximateArrival(), now).compareTo(maximum) > 0;
  }

  /// What becomes of `batch` after an invocation that ended so.
  public StreamVerdict settle(StreamBatch batch, InvocationOutcome outcome) {
    return switch (outcome) {
      case Succeeded(Payload answer, var _) -> afterAnswer(batch, answer);
      case FunctionFailed _, TimedOut _ -> afterFailure(batch, UNHANDLED);
      case Throttled _, Unavailable _ -> new StreamVerdict.Retry(batch.refused());
    };
  }

  private StreamVerdict afterAnswer(StreamBatch batch, Payload answer) {
    if (!reportBatchItemFailures) {
      return new StreamVerdict.Advance(batch);
    }
    List<SequenceNumber> numbers =
        batch.records().stream().map(StreamRecord::sequenceNumber).toList();
    return switch (BatchItemFailures.ofStream(answer, numbers)) {
      case NoneReported<SequenceNumber> _ -> new StreamVerdict.Advance(batch);
      case SomeReported<SequenceNumber>(Set<SequenceNumber> failed) ->
          afterReport(batch, numbers.indexOf(Collections.min(failed)));
      case Unreadable<SequenceNumber> _ -> afterFailure(batch, null);
    };
  }

  private StreamVerdict afterReport(StreamBatch batch, int lowest) {
    if (lowest == 0) {
      return afterFailure(batch, null);
    }
    return new StreamVerdict.AdvancePartly(batch.part(0, lowest), batch.part(lowest, batch.size()));
  }

  private StreamVerdict afterFailure(StreamBatch batch, @Nullable String functionError) {
    if (limits.bisectBatchOnFunctionError() && batch.size() > 1) {
      int middle = batch.size() / 2;
      return new StreamVerdict.Bisect(batch.part(0, middle), batch.part(middle, batch.size()));
    }
    StreamBatch attempted = batch.attempted();
    boolean unlimited = limits.maximumRetryAttempts() == -1;
    if (unlimited || attempted.attempts() <= limits.maximumRetryAttempts()) {
      return new StreamVerdict.Retry(attempted);
    }
    return new StreamVerdict.Discard(attempted, new RetryAttemptsExhausted(functionError));
  }
}
