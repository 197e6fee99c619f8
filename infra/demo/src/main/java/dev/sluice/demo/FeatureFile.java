package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a GeoJSON FeatureCollection of earthquakes for the recount. Shares nothing with the
/// functions whose work it checks.
final class FeatureFile {

  private FeatureFile() {}

  /// The features in the order of the file.
  ///
  /// @throws IOException when the file cannot be read or is not a FeatureCollection with ids and
  ///   times
  static List<Feature> read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    if (root == null || !root.path("features").isArray()) {
      throw new IOException(
          file + ": expected a GeoJSON FeatureCollection with an array named features, found none");
    }
    List<Feature> features = new ArrayList<>();
    for (JsonNode feature : root.get("features")) {
      features.add(feature(file, features.size(), feature));
    }
    return features;
  }

  private static Feature feature(Path file, int index, JsonNode feature) throws IOException {
    JsonNode properties = feature.path("properties");
    for (String needed : List.of("updated", "time", "net")) {
      if (!properties.hasNonNull(needed)) {
        throw new IOException(file + ": features[" + index + "].properties has no " + needed);
      }
    }
    if (!feature.hasNonNull("id")) {
      throw new IOException(file + ": features[" + index + "] has no id");
    }
    return new Feature(
        new FeatureKey(feature.get("id").asText(), properties.get("updated").asLong()),
        properties.get("net").asText(),
        properties.get("time").asLong(),
        properties.path("type").asText().equals("earthquake"),
        properties.hasNonNull("mag") && properties.get("mag").asDouble() >= 5,
        !properties.hasNonNull("rms"),
        properties.path("tsunami").asInt() == 1);
  }
}
