package dev.sluice.ingest.worker;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The name of one execution environment: 32 hexadecimal digits, the end of its log stream's name
/// (OBS-047).
///
/// @param value the digits
public record EnvironmentId(String value) {

  static EnvironmentId fresh(RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return new EnvironmentId(
        hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
