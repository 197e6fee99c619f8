package dev.sluice.ingest.settle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a failing stream batch is tried again (KIN-040, KIN-041, KIN-044).
///
/// @param maximumRetryAttempts after the first attempt: 0 to 10,000, or -1 without limit
/// @param maximumRecordAge 60 s to 7 days; null without limit
/// @param bisectBatchOnFunctionError whether a failed batch is halved (KIN-050)
public record RetryLimits(
    int maximumRetryAttempts,
    @Nullable Duration maximumRecordAge,
    boolean bisectBatchOnFunctionError) {

  public RetryLimits {
    if (maximumRetryAttempts < -1 || maximumRetryAttempts > 10_000) {
      throw new IllegalArgumentException(
          "expected -1 to 10000 retry attempts, found " + maximumRetryAttempts);
    }
    if (maximumRecordAge != null
        && (maximumRecordAge.toSeconds() < 60 || maximumRecordAge.toSeconds() > 604_800)) {
      throw new IllegalArgumentException(
          "expected a record age of 60 to 604800 s, found " + maximumRecordAge.toSeconds());
    }
  }
}
