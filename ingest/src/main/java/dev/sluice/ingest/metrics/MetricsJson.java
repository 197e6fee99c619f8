package dev.sluice.ingest.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// A snapshot as JSON, for programs that report on a node: `mappings` with the same keys for every
/// source, and `functions` with Lambda's names.
final class MetricsJson {

  static final String CONTENT_TYPE = "application/json";

  private static final JsonFactory JSON = new JsonFactory();

  private static final List<MappingMetric> SHOWN =
      List.of(
          MappingMetric.PolledEventCount,
          MappingMetric.InvokedEventCount,
          MappingMetric.FilteredOutEventCount,
          MappingMetric.FailedInvokeEventCount,
          MappingMetric.DroppedEventCount,
          MappingMetric.OnFailureDestinationDeliveredEventCount,
          MappingMetric.DeletedEventCount);

  private MetricsJson() {}

  static String of(MetricSnapshot snapshot) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("mappings");
      for (MetricSnapshot.OfMapping one : snapshot.mappings()) {
        json.writeStartObject();
        json.writeStringField("id", one.mapping().id().toString());
        json.writeStringField("source", one.mapping().eventSource().service());
        for (MappingMetric metric : SHOWN) {
          json.writeNumberField(metric.jsonName(), one.count(metric));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("functions");
      for (MetricSnapshot.OfFunction one : snapshot.functions()) {
        json.writeStartObject();
        json.writeStringField("function", one.function().value());
        for (FunctionMetric metric : FunctionMetric.values()) {
          json.writeNumberField(metric.name(), one.count(metric));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // a StringWriter does not fail
    }
    return text.toString();
  }
}
