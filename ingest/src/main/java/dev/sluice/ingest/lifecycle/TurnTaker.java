package dev.sluice.ingest.lifecycle;

/// Does one bounded piece of work at a time and says how long to rest after it. Tests and the
/// simulator take turns by hand; in production a [Loop] does.
@FunctionalInterface
public interface TurnTaker {

  /// One piece of work. Must not sleep.
  ///
  /// @throws InterruptedException when the thread is told to end at once
  Turn turn() throws InterruptedException;

  /// The turn in progress is of no use any more: it should end early where it can. By any thread;
  /// may be asked again until it has ended.
  default void breakOff() {}
}
