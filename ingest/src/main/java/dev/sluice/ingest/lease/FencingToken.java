package dev.sluice.ingest.lease;

import java.util.random.RandomGenerator;

/// Names one tenure of a lease. Random, so that a tenure before a loss is never taken for one after
/// it (LEASE-045).
///
/// @param value unique
public record FencingToken(String value) {

  public FencingToken {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a fencing token is not blank");
    }
  }

  /// A token nobody has had.
  static FencingToken draw(RandomGenerator random) {
    return new FencingToken("%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
