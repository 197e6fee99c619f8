package dev.sluice.ingest.simulation;

import dev.sluice.ingest.eventqueue.InboxMessage;

/// Learns which inbox message a thread is about to run: an attempt hides its message anew right
/// before it invokes, on the same thread.
interface MessageHands {

  /// Learns nothing.
  MessageHands NONE = (_, _) -> {};

  /// A thread has hidden a message successfully.
  void hidden(Thread by, InboxMessage message);
}
