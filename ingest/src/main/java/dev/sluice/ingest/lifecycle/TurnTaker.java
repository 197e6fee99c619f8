package dev.sluice.ingest.lifecycle;

/// Does one bounded piece of work at a time and says how long to rest after it. Tests and the
/// simulator take turns by hand; in production a [Loop] does.
@FunctionalInterface
public interface TurnTaker {

  /// One piece of work. Must not sleep.
  ///
  /// @throws InterruptedException when the thread is told to end at once
  Turn turn() throws InterruptedException;
}
