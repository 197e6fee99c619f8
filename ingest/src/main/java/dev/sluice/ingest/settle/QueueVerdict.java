package dev.sluice.ingest.settle;

import dev.sluice.ingest.source.QueueMessage;
import java.util.List;

/// What is to be done with the messages of a batch. Whatever is not deleted is left to its
/// visibility timeout, which is never shortened (SQS-032).
public sealed interface QueueVerdict {

  /// The function handled the batch: delete what it did not report as failed.
  ///
  /// @param handled to be deleted; may be empty
  /// @param reported as failed, to be left; may be empty
  /// @param assumed whether success is only our reading of an answer that said nothing (SQS-046)
  record Delete(List<QueueMessage> handled, List<QueueMessage> reported, boolean assumed)
      implements QueueVerdict {

    public Delete {
      handled = List.copyOf(handled);
      reported = List.copyOf(reported);
    }
  }

  /// Nothing of the batch was handled: delete nothing.
  ///
  /// @param reason why
  record Leave(Reason reason) implements QueueVerdict {}

  /// The function never ran and the messages are still hidden: try the same batch again (SQS-035).
  record TryAgain() implements QueueVerdict {}

  /// Why nothing is deleted.
  sealed interface Reason {

    /// The function threw, ended or timed out (SQS-031, SQS-033).
    record FunctionError() implements Reason {}

    /// The answer is not a report of failed items (SQS-044, SQS-045).
    ///
    /// @param why what was expected and found
    record UnreadableAnswer(String why) implements Reason {}

    /// No room was found, or no function, until the visibility timeout had passed (SQS-035).
    record NeverRan() implements Reason {}
  }
}
