package dev.sluice.ingest.metrics;

/// What is counted per event source mapping. The constants are Lambda's names where it has one.
public enum MappingMetric {
  /// OBS-020.
  PolledEventCount("polled", "Events read from the source."),
  /// OBS-021.
  FilteredOutEventCount("filteredOut", "Events rejected by the filters of the mapping."),
  /// OBS-022.
  InvokedEventCount("invoked", "Events handed to the function; retries count again."),
  /// OBS-023.
  FailedInvokeEventCount("failedInvoke", "Events whose invocation failed or named failed items."),
  /// OBS-024.
  DroppedEventCount("dropped", "Events given up without reaching a destination."),
  /// OBS-025.
  OnFailureDestinationDeliveredEventCount(
      "onFailureDelivered", "Events whose failure record was delivered."),
  /// OBS-026.
  DeletedEventCount("deleted", "Messages deleted from their queue after processing."),
  /// OBS-027.
  DestinationDeliveryFailures("destinationDeliveryFailures", "Failed deliveries to destinations."),
  /// Ours: events that had to wait for a slot.
  ThrottledEventCount("throttled", "Events whose invocation was refused for want of room."),
  /// Ours: promise 1 rests on these being few.
  DeleteInDoubtEventCount(
      "deleteInDoubt", "Messages deleted too late to be sure that the delete took effect."),
  /// Ours.
  LeasesLost("leasesLost", "Shards let go of with unsettled records."),
  /// Ours: a person must act.
  RecordsStuck(
      "stuck", "Records tried past the take-over limit since the mapping has no destination.");

  private final String jsonName;
  private final String help;

  MappingMetric(String jsonName, String help) {
    this.jsonName = jsonName;
    this.help = help;
  }

  String jsonName() {
    return jsonName;
  }

  String help() {
    return help;
  }

  /// Whether mappings of a queue (or else of a stream) have this metric (OBS-031).
  boolean appliesTo(boolean queue) {
    return switch (this) {
      case PolledEventCount,
          FilteredOutEventCount,
          InvokedEventCount,
          FailedInvokeEventCount,
          ThrottledEventCount ->
          true;
      case DeletedEventCount, DeleteInDoubtEventCount -> queue;
      case DroppedEventCount,
          OnFailureDestinationDeliveredEventCount,
          DestinationDeliveryFailures,
          LeasesLost,
          RecordsStuck ->
          !queue;
    };
  }
}
