package dev.sluice.processor.functions;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sluice.processor.quakes.Patience;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How long each function goes on trying. The reserve is what it keeps to give its answer.
final class Waiting {

  private static final Duration RESERVE = Duration.ofSeconds(2);

  private Waiting() {}

  /// For the tables: many quakes of one hour share a count, so conflicts are common and short.
  static Patience forTables() {
    return patience(new Patience.Limits(20, Duration.ofMillis(20), Duration.ofSeconds(1), RESERVE));
  }

  /// For the stream's refused entries and for an effect in progress elsewhere: as long as the
  /// invocation has time.
  static Patience whileTimeRemains() {
    return patience(
        new Patience.Limits(
            Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(1), RESERVE));
  }

  /// The time an invocation has left.
  static Supplier<Duration> remaining(Context context) {
    return () -> Duration.ofMillis(context.getRemainingTimeInMillis());
  }

  private static Patience patience(Patience.Limits limits) {
    return new Patience(limits, RandomGenerator.getDefault(), Thread::sleep);
  }
}
