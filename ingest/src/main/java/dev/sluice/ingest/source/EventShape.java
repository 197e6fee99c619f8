package dev.sluice.ingest.source;

import java.util.List;

/// The JSON a function sees of one source's records. Bytes are written directly and counted before
/// they are written, since batches are limited by the event's encoded size (KIN-024).
///
/// @param <R> the source's kind of record
public interface EventShape<R extends SourceRecord> {

  /// Bytes of an event around its records.
  int overhead();

  /// Bytes one record takes in an event, the comma after it included.
  long length(R record);

  /// The whole event as UTF-8, at least one record.
  Bytes write(List<R> records);
}
