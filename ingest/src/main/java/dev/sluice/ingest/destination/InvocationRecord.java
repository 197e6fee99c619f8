package dev.sluice.ingest.destination;

/// What a destination is told about a batch or an event that ended. Readers compare key by key and
/// tell `null` from absent, so each kind writes its own text.
public sealed interface InvocationRecord permits StreamFailureRecord, EventFailureRecord {

  /// The record as one line of JSON, its keys in Lambda's order. It holds only characters that a
  /// message of SQS may hold.
  String json();
}
