package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.QueueBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationOutcome.FunctionFailed;
import dev.sluice.ingest.invoke.InvocationOutcome.Succeeded;
import dev.sluice.ingest.invoke.InvocationOutcome.Throttled;
import dev.sluice.ingest.invoke.InvocationOutcome.TimedOut;
import dev.sluice.ingest.invoke.InvocationOutcome.Unavailable;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.settle.BatchItemFailures.NoneReported;
import dev.sluice.ingest.settle.BatchItemFailures.SomeReported;
import dev.sluice.ingest.settle.BatchItemFailures.Unreadable;
import dev.sluice.ingest.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Decides what becomes of a batch of a queue.
///
/// @param reportBatchItemFailures whether the function's answer is read at all (SQS-040)
public record QueueSettlement(boolean reportBatchItemFailures) {

  /// @param outcome of the latest attempt
  /// @param hidden how much longer the messages stay hidden; zero or less when they may be seen
  public QueueVerdict settle(QueueBatch batch, InvocationOutcome outcome, Duration hidden) {
    return switch (outcome) {
      case Succeeded(Payload answer, _) -> afterAnswer(batch.messages(), answer);
      case FunctionFailed _, TimedOut _ ->
          new QueueVerdict.Leave(new QueueVerdict.Reason.FunctionError());
      case Throttled _, Unavailable _ ->
          hidden.isPositive()
              ? new QueueVerdict.TryAgain()
              : new QueueVerdict.Leave(new QueueVerdict.Reason.NeverRan());
    };
  }

  private QueueVerdict afterAnswer(List<QueueMessage> messages, Payload answer) {
    if (!reportBatchItemFailures) {
      return new QueueVerdict.Delete(messages, List.of(), false); // whatever it says (SQS-030)
    }
    var ids = messages.stream().map(QueueMessage::messageId).toList();
    return switch (BatchItemFailures.ofQueue(answer, ids)) {
      case NoneReported<String>(boolean assumed) ->
          new QueueVerdict.Delete(messages, List.of(), assumed);
      case SomeReported<String>(Set<String> failed) -> without(messages, failed);
      case Unreadable<String>(String why) ->
          new QueueVerdict.Leave(new QueueVerdict.Reason.UnreadableAnswer(why));
    };
  }

  /// Messages not reported are deleted, also those of a FIFO group behind a reported one: the
  /// service does not repair a careless report, and neither do we (SQS-055).
  private static QueueVerdict without(List<QueueMessage> messages, Set<String> failed) {
    var handled = new ArrayList<QueueMessage>();
    var reported = new ArrayList<QueueMessage>();
    for (QueueMessage message : messages) {
      (failed.contains(message.messageId()) ? reported : handled).add(message);
    }
    return new QueueVerdict.Delete(handled, reported, false);
  }
}
