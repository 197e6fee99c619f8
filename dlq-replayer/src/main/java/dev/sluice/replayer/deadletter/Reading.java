package dev.sluice.replayer.deadletter;

import java.util.List;

/// What reading a queue brought, and why it ended.
///
/// @param letters each once, in the order they came; hidden from others until given back
/// @param ending why there are not more
public record Reading(List<DeadLetter> letters, Ending ending) {

  public Reading {
    letters = List.copyOf(letters);
  }

  /// Why reading ended.
  public sealed interface Ending {

    /// The queue had no more to give. It may still hold letters that others have in hand.
    record Emptied() implements Ending {}

    /// As many were read as one run holds.
    ///
    /// @param most the limit
    record LimitReached(int most) implements Ending {}

    /// The queue could not be asked any further.
    ///
    /// @param why for people
    record Broken(String why) implements Ending {}
  }
}
