package dev.sluice.ingest.simulation;

/// Why a call failed. Its sender sees an error it cannot tell from others: whether there was, or
/// will be, an effect is not for it to know.
record Fault(FaultKind kind, ServiceCall call) {

  /// For messages.
  String why() {
    return call + " failed (" + kind + ")";
  }
}
