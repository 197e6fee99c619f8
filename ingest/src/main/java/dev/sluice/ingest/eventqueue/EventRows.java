package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.RequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The table of events that wait or have waited, one row per event. All reads see all earlier
/// writes. Safe for use by many threads.
public interface EventRows {

  /// Reads the row of an event.
  Look look(RequestId id);

  /// Moves an event's row from one message to the next, provided that it is where `from` says.
  ///
  /// @param from the token the row has now; null when the event has no row yet
  /// @param to what the row becomes
  Write move(@Nullable EventToken from, EventRow.Waiting to);

  /// Ends an event's row, provided that it still has this token. The row stays until `expires`, so
  /// that a message of the event met later is known to be out of date.
  ///
  /// @param from the token the row has now; null when the event has no row yet
  Write finish(RequestId id, @Nullable EventToken from, Instant expires);

  /// What a look found.
  sealed interface Look {

    /// There is no row.
    record Absent() implements Look {}

    /// There is one.
    ///
    /// @param row as it is
    record Present(EventRow row) implements Look {}

    /// Nobody can say: the table did not answer, or a newer version wrote the row.
    ///
    /// @param why for logs
    record Unknown(String why) implements Look {}
  }

  /// How a conditional write ended.
  enum Write {
    /// It took place.
    DONE,
    /// The row is not where it was said to be: another message of the event has taken over.
    REFUSED,
    /// No answer came; the write may have taken place.
    UNKNOWN
  }
}
