package dev.sluice.processor.quakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is kept of one version of an event that seismometers felt.
///
/// @param id the feature's id, the same in every version
/// @param network code of the network that reported it, such as `ci`
/// @param type what it was: `earthquake`, `explosion`, `quarry blast`, ...
/// @param time when it happened, to the millisecond
/// @param updated when this version was published; a later one replaces an earlier one
/// @param magnitude its size; null where none was measured, below zero for the smallest
/// @param rms how well the readings agree, in seconds; null in some features, which is a defect
/// @param tsunami whether a tsunami message was issued with it
/// @param place where it was, in words, or null
public record Quake(
    String id,
    String network,
    String type,
    Instant time,
    Instant updated,
    @Nullable BigDecimal magnitude,
    @Nullable BigDecimal rms,
    boolean tsunami,
    @Nullable String place) {

  private static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  public Quake {
    if (id.isBlank() || network.isBlank() || type.isBlank()) {
      throw new MalformedFeatureException(
          "A feature needs an id, a network and a type, but has '%s', '%s' and '%s'."
              .formatted(id, network, type));
    }
  }

  /// Reads a feature's JSON.
  ///
  /// @throws MalformedFeatureException naming the first property that is missing or of another kind
  public static Quake parse(String json) {
    JsonNode feature;
    try {
      feature = EXACT.readTree(json);
    } catch (JsonProcessingException e) {
      // The parser's own message quotes what it read: keep the payload out of the logs.
      throw new MalformedFeatureException(
          "A feature must be JSON, but is not from character %d on."
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getCharOffset()));
    }
    String id = text(feature.path("id"), "id", "?");
    JsonNode properties = feature.path("properties");
    return new Quake(
        id,
        text(properties.path("net"), "properties.net", id),
        text(properties.path("type"), "properties.type", id),
        moment(properties.path("time"), "properties.time", id),
        moment(properties.path("updated"), "properties.updated", id),
        number(properties.path("mag"), "properties.mag", id),
        number(properties.path("rms"), "properties.rms", id),
        properties.path("tsunami").asInt(0) != 0,
        properties.path("place").textValue());
  }

  /// The row of the counts this version belongs to.
  HourlyCounts.Row row() {
    return HourlyCounts.Row.of(network, time);
  }

  private static String text(JsonNode value, String name, String id) {
    if (!value.isTextual()) {
      throw unlike(name, "text", value, id);
    }
    return value.textValue();
  }

  private static Instant moment(JsonNode value, String name, String id) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw unlike(name, "milliseconds since 1970", value, id);
    }
    return Instant.ofEpochMilli(value.longValue());
  }

  private static @Nullable BigDecimal number(JsonNode value, String name, String id) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (!value.isNumber()) {
      throw unlike(name, "a number or null", value, id);
    }
    return value.decimalValue();
  }

  private static MalformedFeatureException unlike(
      String name, String expected, JsonNode value, String id) {
    return new MalformedFeatureException(
        "Feature %s: %s must be %s, but is %s."
            .formatted(id, name, expected, value.getNodeType().name().toLowerCase(Locale.ROOT)));
  }
}
