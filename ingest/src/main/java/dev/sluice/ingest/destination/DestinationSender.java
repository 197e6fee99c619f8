package dev.sluice.ingest.destination;

import org.jspecify.annotations.Nullable;

/// Hands records to destinations. Safe for use by many threads.
public interface DestinationSender {

  /// Sends one record and waits for the answer. Does not try again: the caller knows how long that
  /// is worth while.
  ///
  /// @param traceHeader `X-Amzn-Trace-Id` of the event; null to send none, as for stream records
  Delivery send(Destination destination, InvocationRecord record, @Nullable String traceHeader);
}
