package dev.sluice.ingest.invoke;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The value of `X-Amzn-Trace-Id` (OBS-060).
public final class TraceHeader {

  private TraceHeader() {}

  /// The caller's trace if it can travel in a header, else a fresh one (OBS-061).
  public static String of(@Nullable String given, Instant now, RandomGenerator random) {
    return given != null && given.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? given
        : fresh(now, random);
  }

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
