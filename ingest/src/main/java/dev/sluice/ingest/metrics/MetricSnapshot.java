package dev.sluice.ingest.metrics;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.source.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What was counted since the node started. Numbers of one mapping may be a few events apart from
/// each other while it is busy.
///
/// @param mappings that are enabled (OBS-033), by logical id
/// @param functions by name
/// @param shares of limits on concurrency, as far as they moved
public record MetricSnapshot(
    List<OfMapping> mappings, List<OfFunction> functions, List<OfShare> shares) {

  public MetricSnapshot {
    mappings = List.copyOf(mappings);
    functions = List.copyOf(functions);
    shares = List.copyOf(shares);
  }

  /// The numbers of this node's share of one limit.
  ///
  /// @param limit which one
  /// @param slots the node has
  /// @param wanted slots it lacks and others have
  /// @param counts every [ShareMetric]
  public record OfShare(String limit, int slots, int wanted, Map<ShareMetric, Long> counts) {

    public OfShare {
      counts = Map.copyOf(counts);
    }

    long count(ShareMetric metric) {
      return counts.getOrDefault(metric, 0L);
    }
  }

  /// The numbers of one mapping.
  ///
  /// @param counts every [MappingMetric]
  /// @param iteratorAge of the last batch sent, by shard (OBS-012); empty for queues
  public record OfMapping(
      EventSourceMapping mapping,
      Map<MappingMetric, Long> counts,
      Map<ShardId, Duration> iteratorAge) {

    public OfMapping {
      counts = Map.copyOf(counts);
      iteratorAge = Map.copyOf(iteratorAge);
    }

    long count(MappingMetric metric) {
      return counts.getOrDefault(metric, 0L);
    }
  }

  /// The numbers of one function.
  ///
  /// @param counts every [FunctionMetric]
  /// @param timings every [FunctionTiming]
  public record OfFunction(
      FunctionName function,
      Map<FunctionMetric, Long> counts,
      Map<FunctionTiming, Timing> timings) {

    public OfFunction {
      counts = Map.copyOf(counts);
      timings = Map.copyOf(timings);
    }

    long count(FunctionMetric metric) {
      return counts.getOrDefault(metric, 0L);
    }

    Timing timing(FunctionTiming timing) {
      return timings.getOrDefault(timing, new Timing(0, Duration.ZERO));
    }
  }

  /// Durations added up.
  ///
  /// @param count how many
  /// @param total their sum
  public record Timing(long count, Duration total) {}
}
