package dev.sluice.ingest.metrics;

/// What is counted per limit on concurrency. Lambda has no names for these.
public enum ShareMetric {
  /// Taken or given.
  ConcurrencySlotsGot("Slots of the limit that came to this node."),
  /// To nodes that wanted them.
  ConcurrencySlotsGiven("Slots of the limit that this node gave to others."),
  /// For nobody in particular.
  ConcurrencySlotsReturned("Slots of the limit that this node put back unused."),
  /// From nodes that are gone.
  ConcurrencySlotsFreed("Slots of the limit that this node freed of others that are gone.");

  private final String help;

  ShareMetric(String help) {
    this.help = help;
  }

  String help() {
    return help;
  }
}
