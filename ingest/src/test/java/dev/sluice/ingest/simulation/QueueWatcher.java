package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.QueueMessage;
import java.util.List;

/// Sees what happens in the queues, on the simulator's thread, the moment it does.
interface QueueWatcher {

  /// Sees nothing.
  QueueWatcher NONE = new QueueWatcher() {};

  /// A message was put in: sent, moved here from another queue, or brought back though deleted.
  default void stored(ModelledQueue queue, StoredMessage message) {}

  /// A message was given to a machine and is hidden from others.
  default void received(ModelledQueue queue, StoredMessage message, Machine by) {}

  /// A machine has learnt of messages that it received. On a thread of the machine.
  default void arrived(ModelledQueue queue, List<QueueMessage> messages, Machine at) {}

  /// Others may have the message again.
  default void returned(ModelledQueue queue, StoredMessage message) {}

  /// A message was deleted at the wish of a machine.
  default void deleted(ModelledQueue queue, StoredMessage message, Machine by) {}

  /// A message was received too often and moves on to the dead-letter queue.
  default void exhausted(ModelledQueue queue, StoredMessage message) {}
}
