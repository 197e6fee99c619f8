package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.EventFailureRecord;
import java.time.Duration;

/// What becomes of an event after the function was asked to handle it.
public sealed interface EventVerdict {

  /// It succeeded: nothing is left to do.
  record Complete() implements EventVerdict {}

  /// It is given up: its failure record is delivered, then it goes.
  ///
  /// @param ending what the record says
  record Discard(EventFailureRecord.Ending ending) implements EventVerdict {}

  /// It is tried again.
  ///
  /// @param next the event as it will be then
  /// @param delay until then
  /// @param why the error or the refusal, for the listing; at most 512 characters
  record TryAgain(QueuedEvent next, Duration delay, String why) implements EventVerdict {

    private static final int LONGEST_WHY = 512;

    public TryAgain {
      why = why.length() <= LONGEST_WHY ? why : why.substring(0, LONGEST_WHY);
    }
  }
}
