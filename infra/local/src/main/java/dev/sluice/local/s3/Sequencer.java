package dev.sluice.local.s3;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Hands out sequencers: 18 hexadecimal digits, each larger than all before it (EVT-009). Safe for
/// use by several threads.
final class Sequencer {

  private final AtomicLong last = new AtomicLong();

  /// The next one: the second in the upper half, a count that never goes back in the lower.
  String next(Instant now) {
    var atLeast = now.getEpochSecond() << 32;
    return "00%016X".formatted(last.updateAndGet(before -> Math.max(before + 1, atLeast)));
  }
}
