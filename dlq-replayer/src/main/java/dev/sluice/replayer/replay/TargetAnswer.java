package dev.sluice.replayer.replay;

import java.util.List;

/// How one try of replaying a letter ended. Only [Confirmed] allows the letter to be removed.
public sealed interface TargetAnswer {

  /// The function succeeded, or the queue has the message.
  ///
  /// @param notes what a person should know all the same
  record Confirmed(List<String> notes) implements TargetAnswer {

    public Confirmed {
      notes = List.copyOf(notes);
    }
  }

  /// It did not work, and trying again now would not help.
  ///
  /// @param why for people; holds no part of the payload
  record Refused(String why) implements TargetAnswer {}

  /// Nobody answered, or there was no room: it may work a little later. It may even have worked, so
  /// what is sent again can arrive twice.
  ///
  /// @param why for people
  record Busy(String why) implements TargetAnswer {}
}
