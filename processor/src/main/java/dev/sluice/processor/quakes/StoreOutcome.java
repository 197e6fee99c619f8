package dev.sluice.processor.quakes;

/// What became of a quake that was handed to the store.
public sealed interface StoreOutcome {

  /// Nothing was known of it: it is stored and counted.
  record Stored() implements StoreOutcome {}

  /// It took the place of an older version; its count moved along if that stood in another row.
  record Replaced() implements StoreOutcome {}

  /// The same version, or a newer one, is stored already: nothing changed but its count of
  /// duplicates.
  record Duplicate() implements StoreOutcome {}
}
