package dev.sluice.ingest.settle;

import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.SequenceNumber;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// What a function's answer says about the items of its batch. The three readings are three types,
/// because taking an unreadable answer for "none failed" would delete messages nobody handled.
///
/// @param <I> how items are named: message ids of a queue, sequence numbers of a stream
public sealed interface BatchItemFailures<I> {

  /// No item failed.
  ///
  /// @param assumed true when the answer said neither yes nor no (a root without
  ///   `batchItemFailures`, such as `"ok"`), and taking it for success is our choice (SQS-046)
  record NoneReported<I>(boolean assumed) implements BatchItemFailures<I> {}

  /// These items failed, all of them of this batch.
  ///
  /// @param identifiers not empty; each once (SQS-047)
  record SomeReported<I>(Set<I> identifiers) implements BatchItemFailures<I> {

    public SomeReported {
      identifiers = Collections.unmodifiableSet(new LinkedHashSet<>(identifiers));
      if (identifiers.isEmpty()) {
        throw new IllegalArgumentException("an empty report is NoneReported");
      }
    }
  }

  /// The answer is not a report; the whole batch failed (SQS-044, KIN-064).
  ///
  /// @param why what was expected and found, for people; holds no part of the payload
  record Unreadable<I>(String why) implements BatchItemFailures<I> {}

  /// Reads the answer to a batch of a queue (SQS-041 to SQS-047).
  ///
  /// @param messageIds of the batch
  static BatchItemFailures<String> ofQueue(Payload answer, Collection<String> messageIds) {
    return new AnswerReader<>("message id", Set.copyOf(messageIds), text -> text).read(answer);
  }

  /// Reads the answer to a batch of a stream (KIN-060, KIN-064 to KIN-069). The lowest of the
  /// reported numbers is where the retry starts.
  ///
  /// @param sequenceNumbers of the batch
  static BatchItemFailures<SequenceNumber> ofStream(
      Payload answer, Collection<SequenceNumber> sequenceNumbers) {
    return new AnswerReader<>(
            "sequence number", Set.copyOf(sequenceNumbers), AnswerReader::sequenceNumber)
        .read(answer);
  }
}
