package dev.sluice.replayer.deadletter;

/// What became of the attempt to remove a letter.
public sealed interface Removal {

  /// The queue removed it while it was ours.
  record Removed() implements Removal {}

  /// It may still be in the queue.
  ///
  /// @param why for people
  record Doubtful(String why) implements Removal {}

  /// It may still be in the queue; it is still in our hands, and another try may remove it.
  ///
  /// @param why for people
  record Unanswered(String why) implements Removal {}
}
