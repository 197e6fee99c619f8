package dev.sluice.ingest.invoke;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The value of `X-Amzn-Trace-Id` (OBS-060).
public final class TraceHeader {

  private TraceHeader() {}

  /// A trace of its own, not sampled: for calls that came without one (OBS-061).
  public static String fresh(Instant now, RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return "Root=1-"
        + hex.toHexDigits((int) now.getEpochSecond())
        + "-"
        + hex.toHexDigits(random.nextLong())
        + hex.toHexDigits(random.nextInt())
        + ";Parent="
        + hex.toHexDigits(random.nextLong())
        + ";Sampled=0";
  }
}
