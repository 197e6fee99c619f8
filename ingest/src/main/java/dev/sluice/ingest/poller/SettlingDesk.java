package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.QueueBatch;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.settle.QueueVerdict;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what was decided about messages of one queue: deletes them, leaves them to their
/// visibility timeout, or gives them back at once. Safe for use by many threads.
final class SettlingDesk {

  private static final Logger LOG = LoggerFactory.getLogger(SettlingDesk.class);

  private final QueueMapping mapping;
  private final QueueSource source;
  private final PollerListener listener;
  private final DeleteGatherer gatherer;

  SettlingDesk(PolledQueue queue, Surroundings surroundings) {
    this.mapping = queue.mapping();
    this.source = queue.source();
    this.listener = surroundings.listener();
    this.gatherer = new DeleteGatherer(source, surroundings);
  }

  /// Deletes what was handled. Answers what is still in the queue, or may be.
  List<QueueMessage> delete(QueueBatch batch, QueueVerdict.Delete verdict, HiddenMessages hidden)
      throws InterruptedException {
    if (verdict.assumed()) {
      LOG.atDebug()
          .addKeyValue("mapping", mapping.logicalId())
          .log("The answer has no batchItemFailures; taken as success");
    }
    var tally = gatherer.delete(verdict.handled(), hidden);
    hidden.forget(batch.messages());
    if (!tally.deleted().isEmpty()) {
      listener.deleted(mapping, tally.deleted().size());
    }
    if (!tally.inDoubt().isEmpty()) {
      listener.deleteInDoubt(mapping, tally.inDoubt().size());
    }
    if (!tally.failed().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("mapping", mapping.logicalId())
          .addKeyValue("messages", tally.failed().size())
          .log("Handled messages could not be deleted; the queue will deliver them again");
    }
    var left = new ArrayList<>(verdict.reported());
    left.addAll(tally.inDoubt());
    left.addAll(tally.failed());
    return left;
  }

  /// Does nothing to them: the queue shows them again when their visibility timeout ends.
  void leave(List<QueueMessage> messages, QueueVerdict.Reason reason, HiddenMessages hidden) {
    hidden.forget(messages);
    switch (reason) {
      case QueueVerdict.Reason.FunctionError() ->
          LOG.atDebug()
              .addKeyValue("mapping", mapping.logicalId())
              .addKeyValue("messages", messages.size())
              .log("The function failed; its messages are left to their visibility timeout");
      case QueueVerdict.Reason.UnreadableAnswer(String why) ->
          LOG.atWarn()
              .addKeyValue("mapping", mapping.logicalId())
              .addKeyValue("messages", messages.size())
              .addKeyValue("answer", why)
              .log("The function's answer is no report of failed items; the whole batch failed");
      case QueueVerdict.Reason.NeverRan() ->
          LOG.atWarn()
              .addKeyValue("mapping", mapping.logicalId())
              .addKeyValue("messages", messages.size())
              .log("The function could not be called while the messages were hidden; they return");
    }
  }

  /// Shows them to everyone again, now: they were received and nobody began to handle them.
  void giveBack(List<QueueMessage> messages, HiddenMessages hidden) throws InterruptedException {
    hidden.leaveToTheirTimeout();
    for (int from = 0; from < messages.size(); from += QueueSource.MOST_PER_CALL) {
      int to = Math.min(from + QueueSource.MOST_PER_CALL, messages.size());
      source.extend(messages.subList(from, to), Duration.ZERO);
    }
    hidden.forget(messages);
    LOG.atInfo()
        .addKeyValue("mapping", mapping.logicalId())
        .addKeyValue("messages", messages.size())
        .log("Messages received while stopping were given back");
  }
}
