package dev.sluice.processor.quakes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A GeoJSON FeatureCollection read one feature at a time: however large the file, one feature is
/// in memory. Not safe for use by several threads.
public final class FeatureReader implements AutoCloseable {

  /// Keeps numbers as written: a magnitude of 4.10 does not turn into 4.1, nor 0.1 into a fraction
  /// of two.
  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final JsonParser parser;
  private State state = State.BEFORE_FEATURES;
  private long read;

  private enum State {
    BEFORE_FEATURES,
    IN_FEATURES,
    ENDED
  }

  /// @param file the FeatureCollection in UTF-8; closed with this reader
  public FeatureReader(InputStream file) throws IOException {
    this.parser = EXACT.createParser(file);
  }

  /// The next feature, or empty after the last one. A file that is cut short is an error, never an
  /// early end.
  ///
  /// @throws MalformedFeatureException if the file is no FeatureCollection
  /// @throws IOException if the file cannot be read or is not JSON
  public Optional<Feature> next() throws IOException {
    if (state == State.BEFORE_FEATURES) {
      enterFeatures();
      state = State.IN_FEATURES;
    }
    if (state == State.ENDED) {
      return Optional.empty();
    }
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_ARRAY) {
      readToTheEnd();
      state = State.ENDED;
      return Optional.empty();
    }
    if (token != JsonToken.START_OBJECT) {
      throw new MalformedFeatureException(
          "features[%d] must be an object, but starts with %s.".formatted(read, token));
    }
    read++;
    return Optional.of(toFeature(parser.readValueAsTree()));
  }

  private void enterFeatures() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedFeatureException(
          "The file must be a GeoJSON FeatureCollection, but does not start with an object.");
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("features") && value == JsonToken.START_ARRAY) {
        return;
      }
      parser.skipChildren();
    }
    throw new MalformedFeatureException(
        "The file must be a GeoJSON FeatureCollection, but has no array named features.");
  }

  private void readToTheEnd() throws IOException {
    while (parser.nextToken() != null) {
      parser.skipChildren();
    }
  }

  private static Feature toFeature(JsonNode feature) {
    JsonNode magnitude = feature.at("/properties/mag");
    return new Feature(
        feature.toString(),
        feature.path("id").textValue(),
        feature.at("/properties/type").textValue(),
        magnitude.isNumber() ? magnitude.decimalValue() : null);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
