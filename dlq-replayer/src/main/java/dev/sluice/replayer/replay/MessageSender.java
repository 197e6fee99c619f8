package dev.sluice.replayer.replay;

import dev.sluice.ingest.identity.Arn;

/// Sends messages to queues.
public interface MessageSender {

  /// Sends once; a confirmation means that the queue keeps the message, unchanged.
  SendOutcome send(Arn queue, ReplayedMessage message) throws InterruptedException;
}
