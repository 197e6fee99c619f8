package dev.sluice.ingest.app;

/// What the process tells its caller.
final class ExitStatus {

  /// Done.
  static final int DONE = 0;

  /// The node could not start, or ended by a fault.
  static final int FAILED = 1;

  /// The command line or the template is wrong.
  static final int REFUSED = 2;

  private ExitStatus() {}
}
