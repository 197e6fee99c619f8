package dev.sluice.ingest.metrics;

import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A snapshot in Prometheus' text format, version 0.0.4. Families stand in the order of their
/// names, each with its help and type before its samples.
final class PrometheusText {

  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// By name.
  private final Map<String, Family> families = new TreeMap<>();

  private PrometheusText() {}

  private record Family(String help, String type, StringBuilder samples) {}

  static String of(MetricSnapshot snapshot) {
    var text = new PrometheusText();
    snapshot.mappings().forEach(text::add);
    snapshot.functions().forEach(text::add);
    snapshot.shares().forEach(text::add);
    return text.text();
  }

  private void add(MetricSnapshot.OfMapping one) {
    EventSourceMapping mapping = one.mapping();
    boolean queue =
        switch (mapping) {
          case QueueMapping _ -> true;
          case StreamMapping _ -> false;
        };
    String labels =
        label("function", mapping.function().value())
            + ","
            + label("mapping", mapping.logicalId())
            + ","
            + label("uuid", mapping.id().toString());
    for (MappingMetric metric : MappingMetric.values()) {
      if (metric.appliesTo(queue)) {
        String name = name(metric.name()) + "_total";
        sample(name, metric.help(), "counter", name, labels, "" + one.count(metric));
      }
    }
    one.iteratorAge().entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().value()))
        .forEach(
            age ->
                sample(
                    "sluice_iterator_age_seconds",
                    "Age of the last record of the last batch sent, by shard.",
                    "gauge",
                    "sluice_iterator_age_seconds",
                    labels + "," + label("shard", age.getKey().value()),
                    seconds(age.getValue())));
  }

  private void add(MetricSnapshot.OfFunction one) {
    String labels = label("function", one.function().value());
    for (FunctionMetric metric : FunctionMetric.values()) {
      String name = name(metric.name()) + "_total";
      sample(name, metric.help(), "counter", name, labels, "" + one.count(metric));
    }
    for (FunctionTiming timing : FunctionTiming.values()) {
      String name = name(timing.name()) + "_seconds";
      MetricSnapshot.Timing taken = one.timing(timing);
      sample(name, timing.help(), "summary", name + "_count", labels, "" + taken.count());
      sample(name, timing.help(), "summary", name + "_sum", labels, seconds(taken.total()));
    }
  }

  private void add(MetricSnapshot.OfShare one) {
    String labels = label("limit", one.limit());
    for (ShareMetric metric : ShareMetric.values()) {
      String name = name(metric.name()) + "_total";
      sample(name, metric.help(), "counter", name, labels, "" + one.count(metric));
    }
    String slots = "sluice_concurrency_slots";
    sample(
        slots, "Slots of the limit that this node has.", "gauge", slots, labels, "" + one.slots());
    String wanted = "sluice_concurrency_slots_wanted";
    sample(
        wanted,
        "Slots of the limit that this node lacks and others have.",
        "gauge",
        wanted,
        labels,
        "" + one.wanted());
  }

  private void sample(
      String family, String help, String type, String name, String labels, String value) {
    families
        .computeIfAbsent(family, _ -> new Family(help, type, new StringBuilder()))
        .samples()
        .append(name)
        .append('{')
        .append(labels)
        .append("} ")
        .append(value)
        .append('\n');
  }

  private String text() {
    var text = new StringBuilder();
    families.forEach(
        (name, family) ->
            text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(family.help())
                .append("\n# TYPE ")
                .append(name)
                .append(' ')
                .append(family.type())
                .append('\n')
                .append(family.samples()));
    return text.toString();
  }

  /// `PolledEventCount` becomes `sluice_polled_event_count`.
  private static String name(String lambdaName) {
    return "sluice" + lambdaName.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).toPlainString();
  }
}
