package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The counters of several nodes as if one had done all the work: numbers of one mapping are added,
/// what names it stays.
final class MappingSums {

  private MappingSums() {}

  /// @param nodes per node a list of mappings, each with its `id`
  static ArrayNode of(List<JsonNode> nodes) {
    Map<String, ObjectNode> sums = new LinkedHashMap<>();
    for (JsonNode mappings : nodes) {
      for (JsonNode mapping : mappings) {
        ObjectNode sum =
            sums.computeIfAbsent(
                mapping.path("id").asText(), id -> JsonNodeFactory.instance.objectNode());
        mapping.properties().forEach(field -> add(sum, field.getKey(), field.getValue()));
      }
    }
    return JsonNodeFactory.instance.arrayNode().addAll(sums.values());
  }

  private static void add(ObjectNode sum, String name, JsonNode value) {
    if (value.isIntegralNumber()) {
      sum.put(name, sum.path(name).asLong() + value.asLong());
    } else {
      sum.set(name, value);
    }
  }
}
