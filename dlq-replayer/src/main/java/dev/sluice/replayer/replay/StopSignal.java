package dev.sluice.replayer.replay;

/// Says that no further letter is to be begun. Safe for use by several threads.
public final class StopSignal {

  private volatile boolean raised;

  public void raise() {
    raised = true;
  }

  public boolean isRaised() {
    return raised;
  }
}
