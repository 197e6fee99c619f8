package dev.sluice.replayer.deadletter;

/// The id of a letter: the message id its queue gave it.
///
/// @param value not blank
public record DeadLetterId(String value) {

  public DeadLetterId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a letter's id is not blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
