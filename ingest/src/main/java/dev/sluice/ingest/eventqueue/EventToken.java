package dev.sluice.ingest.eventqueue;

/// Says which message of an event is the one that counts. Random and never used again.
///
/// @param value not blank
public record EventToken(String value) {

  public EventToken {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a token is not blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
