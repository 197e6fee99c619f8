package dev.sluice.demo.failover;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What was measured, beside what is promised.
///
/// @param count how often
/// @param medianSeconds the middle one; 0 when there is none
/// @param worstSeconds the longest; 0 when there is none
/// @param promiseSeconds what none may pass
/// @param seconds each, in the order they were measured
record Times(
    int count,
    double medianSeconds,
    double worstSeconds,
    double promiseSeconds,
    List<Double> seconds) {

  Times {
    seconds = List.copyOf(seconds);
  }

  static Times of(List<Duration> measured, Duration promise) {
    List<Double> seconds = measured.stream().map(Times::seconds).toList();
    List<Double> sorted = seconds.stream().sorted().toList();
    int count = sorted.size();
    double median = count == 0 ? 0 : (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    return new Times(
        count,
        Math.round(median * 1000) / 1000.0,
        count == 0 ? 0 : sorted.getLast(),
        seconds(promise),
        seconds);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  @JsonIgnore
  boolean isKept() {
    return worstSeconds <= promiseSeconds;
  }

  /// As a row of the table that people read.
  String row() {
    return count == 0
        ? "      -         -         -         -"
        : String.format(
            Locale.ROOT,
            "%7d  %6.2f s  %6.2f s  %6.2f s",
            count,
            medianSeconds,
            worstSeconds,
            promiseSeconds);
  }
}
