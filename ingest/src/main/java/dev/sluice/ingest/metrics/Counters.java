package dev.sluice.ingest.metrics;

import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.source.ShardId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counters that many threads raise. Maps are filled when made and only read afterwards, but for
/// the ages by shard.
final class Counters<M extends Enum<M>> {

  private final Class<M> metrics;
  private final Map<M, LongAdder> adders;

  Counters(Class<M> metrics) {
    this.metrics = metrics;
    this.adders = new EnumMap<>(metrics);
    for (M metric : metrics.getEnumConstants()) {
      adders.put(metric, new LongAdder());
    }
  }

  void add(M metric, long amount) {
    LongAdder adder = adders.get(metric);
    if (adder != null) { // there is one for every constant
      adder.add(amount);
    }
  }

  Map<M, Long> read() {
    Map<M, Long> values = new EnumMap<>(metrics);
    adders.forEach((metric, adder) -> values.put(metric, adder.sum()));
    return values;
  }

  /// What is counted of one mapping.
  ///
  /// @param iteratorAge safe for use by many threads
  record OfMapping(
      EventSourceMapping mapping,
      Counters<MappingMetric> counts,
      Map<ShardId, Duration> iteratorAge) {

    static OfMapping none(EventSourceMapping mapping) {
      return new OfMapping(mapping, new Counters<>(MappingMetric.class), new ConcurrentHashMap<>());
    }

    MetricSnapshot.OfMapping read() {
      return new MetricSnapshot.OfMapping(mapping, counts.read(), iteratorAge);
    }
  }

  /// What is counted of one function.
  ///
  /// @param times how often each timing was taken
  /// @param nanos the sum of each timing
  record OfFunction(
      Counters<FunctionMetric> counts,
      Counters<FunctionTiming> times,
      Counters<FunctionTiming> nanos) {

    static OfFunction none() {
      return new OfFunction(
          new Counters<>(FunctionMetric.class),
          new Counters<>(FunctionTiming.class),
          new Counters<>(FunctionTiming.class));
    }

    void took(FunctionTiming timing, Duration duration) {
      times.add(timing, 1);
      nanos.add(timing, duration.toNanos());
    }

    Map<FunctionTiming, MetricSnapshot.Timing> timings() {
      Map<FunctionTiming, MetricSnapshot.Timing> timings = new EnumMap<>(FunctionTiming.class);
      Map<FunctionTiming, Long> sums = nanos.read();
      times
          .read()
          .forEach(
              (timing, count) ->
                  timings.put(
                      timing,
                      new MetricSnapshot.Timing(
                          count, Duration.ofNanos(sums.getOrDefault(timing, 0L)))));
      return timings;
    }
  }
}
