package dev.sluice.ingest.batch;

import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.QueueMessage;
import java.util.List;

/// Messages that are given to the function together.
///
/// @param messages at least one, in the order they were received
/// @param event their JSON, as the function gets it
public record QueueBatch(List<QueueMessage> messages, Bytes event) {

  public QueueBatch {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one message");
    }
  }

  /// The first batch out of messages in hand: as many of them, in their order, as count and encoded
  /// size allow (SQS-011, SQS-017). The first message always goes, however large: refusing it is
  /// the function's side's business. What is left over goes first into the next batch (SQS-018).
  ///
  /// @param inHand at least one
  public static QueueBatch first(
      List<QueueMessage> inHand, BatchLimits limits, EventShape<QueueMessage> shape) {
    var most = inHand.subList(0, Math.min(inHand.size(), limits.count()));
    var event = shape.write(most); // Nearly always it fits, so messages are not measured first.
    if (event.length() <= limits.bytes().bytes() || most.size() == 1) {
      return new QueueBatch(most, event);
    }
    var fitting = most.subList(0, howManyFit(most, limits, shape));
    return new QueueBatch(fitting, shape.write(fitting));
  }

  private static int howManyFit(
      List<QueueMessage> messages, BatchLimits limits, EventShape<QueueMessage> shape) {
    long bytes = shape.overhead();
    int count = 0;
    for (QueueMessage message : messages) {
      bytes += shape.length(message);
      if (count > 0 && bytes > limits.bytes().bytes()) {
        break;
      }
      count++;
    }
    return count;
  }
}
