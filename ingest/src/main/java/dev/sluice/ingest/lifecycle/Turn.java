package dev.sluice.ingest.lifecycle;

import java.time.Duration;

/// What a loop does after one bounded piece of work. A turn never sleeps: it says how long to rest.
public sealed interface Turn {

  /// Take the next turn at once.
  record Again() implements Turn {}

  /// Rest, then take the next turn. The rest ends early when the loop is stopped or woken.
  ///
  /// @param duration not negative
  record Rest(Duration duration) implements Turn {

    public Rest {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("a rest is not negative, found " + duration);
      }
    }
  }

  /// There is nothing more to do: the loop ends.
  record Finished() implements Turn {}
}
