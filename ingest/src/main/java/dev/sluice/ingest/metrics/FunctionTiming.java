package dev.sluice.ingest.metrics;

/// What is measured per function. The constants are Lambda's names.
public enum FunctionTiming {
  /// OBS-004.
  Duration("How long runs of the function took."),
  /// OBS-015.
  AsyncEventAge("Age of asynchronous events at each attempt.");

  private final String help;

  FunctionTiming(String help) {
    this.help = help;
  }

  String help() {
    return help;
  }
}
