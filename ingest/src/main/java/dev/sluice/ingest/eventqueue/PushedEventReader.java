package dev.sluice.ingest.eventqueue;

/// Reads what topics and buckets put into an inbox.
public interface PushedEventReader {

  /// Makes the function's event from a message body that this node has not written.
  PushedEvent read(String body);

  /// What such a body turned out to be.
  sealed interface PushedEvent {

    /// An event for the function.
    ///
    /// @param json exactly what the function gets on Lambda
    record Event(String json) implements PushedEvent {
      /// Without the event.
      @Override
      public String toString() {
        return "an event of " + json.length() + " characters";
      }
    }

    /// A message that calls nobody.
    ///
    /// @param why for logs
    record Ignored(String why) implements PushedEvent {}

    /// Nothing this version can read.
    ///
    /// @param why for logs; holds nothing of the body
    record Unreadable(String why) implements PushedEvent {}
  }
}
