package dev.sluice.ingest.metrics;

/// What is counted per function. The constants are Lambda's names where it has one.
public enum FunctionMetric {
  /// OBS-001.
  Invocations("Runs of the function's code, whatever their end."),
  /// OBS-002.
  Errors("Runs that ended in a function error or a timeout."),
  /// OBS-003.
  Throttles("Invocations refused for want of room."),
  /// OBS-014.
  AsyncEventsReceived("Asynchronous events accepted."),
  /// OBS-016.
  AsyncEventsDropped("Asynchronous events given up, with or without a failure record."),
  /// OBS-027.
  DestinationDeliveryFailures("Failed deliveries to destinations."),
  /// Ours: failure records of asynchronous events.
  AsyncFailureRecordsDelivered("Failure records of asynchronous events delivered."),
  /// Ours: the counted drops of promise 1.
  AsyncEventsLost("Asynchronous events given up of which nobody has a record."),
  /// Ours.
  AsyncMessagesUnreadable("Times a message in the inbox could not be read.");

  private final String help;

  FunctionMetric(String help) {
    this.help = help;
  }

  String help() {
    return help;
  }
}
