package dev.sluice.processor.quakes;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// One feature of a file as it travels on: its JSON text, and the few facts that decide where it
/// goes. Nothing is required of it here, so that a broken feature fails alone, where it is handled,
/// and not the file it came in.
///
/// @param json the feature as compact JSON, each number as it was written
/// @param id the feature's `id`, or null where it has none
/// @param type `properties.type`, or null
/// @param magnitude `properties.mag`, or null where none was measured
public record Feature(
    String json, @Nullable String id, @Nullable String type, @Nullable BigDecimal magnitude) {

  private static final BigDecimal STRONG = new BigDecimal("5");

  /// Whether somebody ought to look at it: anything that does not call itself an earthquake.
  public boolean needsReview() {
    return !"earthquake".equals(type);
  }

  /// Whether it is of magnitude 5 or more.
  public boolean isStrong() {
    return magnitude != null && magnitude.compareTo(STRONG) >= 0;
  }
}
