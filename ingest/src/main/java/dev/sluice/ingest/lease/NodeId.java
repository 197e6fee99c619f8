package dev.sluice.ingest.lease;

/// The name of one life of a node: new at each start and after each loss of its leases.
///
/// @param value unique
public record NodeId(String value) {

  public NodeId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a node id is not blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
