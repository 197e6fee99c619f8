package dev.sluice.ingest.poller;

import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.time.Timekeeper;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What every poller works with.
///
/// @param invoker calls the function
/// @param listener hears what the poller does
/// @param time clock and waiting
/// @param random for jitter and request ids; safe for use by many threads, as `java.util.Random` is
public record Surroundings(
    Invoker invoker, PollerListener listener, Timekeeper time, RandomGenerator random) {

  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /// A new id for an invocation: a random UUID (version 4).
  RequestId newRequestId() {
    long high = (random.nextLong() & ~0xf000L) | VERSION_4;
    long low = (random.nextLong() & ~0xc000_0000_0000_0000L) | VARIANT;
    return new RequestId(new UUID(high, low).toString());
  }
}
