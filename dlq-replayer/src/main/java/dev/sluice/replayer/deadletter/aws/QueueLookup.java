package dev.sluice.replayer.deadletter.aws;

import dev.sluice.replayer.deadletter.DeadLetterQueue;

/// What looking a queue up gave.
public sealed interface QueueLookup {

  /// The queue exists.
  ///
  /// @param queue as it is now
  record Found(DeadLetterQueue queue) implements QueueLookup {}

  /// It does not, or could not be asked.
  ///
  /// @param why and what to do next, for people
  record NotFound(String why) implements QueueLookup {}
}
