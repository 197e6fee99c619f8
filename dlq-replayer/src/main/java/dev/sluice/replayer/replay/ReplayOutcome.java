package dev.sluice.replayer.replay;

import dev.sluice.replayer.deadletter.DeadLetter;
import java.util.List;

/// What became of one letter; each letter seen has exactly one.
public sealed interface ReplayOutcome {

  DeadLetter letter();

  /// Its replay was confirmed.
  ///
  /// @param letter that was replayed
  /// @param notes what a person should know all the same, such as that it could not be removed
  /// @param removed whether it is certainly gone from the queue; if not, a note says why
  record Replayed(DeadLetter letter, List<String> notes, boolean removed) implements ReplayOutcome {

    public Replayed {
      notes = List.copyOf(notes);
    }
  }

  /// Its replay was not confirmed; it lies where it lay.
  ///
  /// @param letter that stayed
  /// @param reason for people
  record Failed(DeadLetter letter, String reason) implements ReplayOutcome {}

  /// It was not tried; it lies where it lay.
  ///
  /// @param letter that stayed
  /// @param reason for people
  record Skipped(DeadLetter letter, String reason) implements ReplayOutcome {}
}
