package dev.sluice.ingest.identity;

/// The id of one invocation; for an asynchronous event the same over all its attempts (ASYNC-001).
///
/// @param value a lower-case UUID, or the message id of an event's inbox message
public record RequestId(String value) {

  public RequestId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a request id is not blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
