package dev.sluice.replayer.replay;

import dev.sluice.replayer.deadletter.DeadLetter;

/// Where letters are replayed to.
public interface ReplayTarget {

  /// Tries once, and waits for the answer.
  TargetAnswer deliver(DeadLetter letter) throws InterruptedException;
}
