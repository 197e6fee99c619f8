package dev.sluice.demo;

/// Where in the demo a node can be killed.
enum KillMoment {
  /// While the stream of the first put is being worked off.
  STREAM(Phase.PUT),
  /// At any time of the first put: while the file is split, alerts fail, reviews are retried.
  RETRIES(Phase.PUT),
  /// While letters are replayed.
  REPLAY(Phase.REPLAY),
  /// While the stream of the second put is being worked off.
  AGAIN(Phase.PUT_AGAIN);

  private final Phase phase;

  KillMoment(Phase phase) {
    this.phase = phase;
  }

  Phase phase() {
    return phase;
  }
}
