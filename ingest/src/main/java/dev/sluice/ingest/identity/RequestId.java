package dev.sluice.ingest.identity;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// The id of one invocation; for an asynchronous event the same over all its attempts (ASYNC-001).
///
/// @param value a lower-case UUID, or the message id of an event's inbox message
public record RequestId(String value) {

  public RequestId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a request id is not blank");
    }
  }

  /// A new one: a random UUID of version 4.
  public static RequestId fresh(RandomGenerator random) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & (Long.MAX_VALUE >> 1)) | Long.MIN_VALUE;
    return new RequestId(new UUID(high, low).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
