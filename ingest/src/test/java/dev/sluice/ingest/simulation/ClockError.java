package dev.sluice.ingest.simulation;

import java.time.Duration;

/// How a machine's clocks differ from the true time.
///
/// @param drift how much faster they run: 0.01 gains a second in a hundred; above -1
/// @param wallClockAhead how far the wall clock is ahead at the beginning; may be negative
record ClockError(double drift, Duration wallClockAhead) {

  static final ClockError NONE = new ClockError(0, Duration.ZERO);

  ClockError {
    if (drift <= -1) {
      throw new IllegalArgumentException("a clock does not stand or run backwards: " + drift);
    }
  }
}
