package dev.sluice.replayer.report;

/// What the process tells its caller.
public enum ExitStatus {
  /// All that was asked for was done.
  DONE(0),
  /// Something failed, was not found, or was left where it lay.
  LEFT(1),
  /// The command line was wrong.
  USAGE(2);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /// The graver of the two.
  public ExitStatus and(ExitStatus other) {
    return code >= other.code ? this : other;
  }
}
