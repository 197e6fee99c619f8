package dev.sluice.ingest.simulation;

import org.jspecify.annotations.Nullable;

/// Something happened in a simulated world that must never happen. Says the seed and the moment.
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  Violation(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
