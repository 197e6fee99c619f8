package dev.sluice.local.kinesis;

import java.time.Instant;

/// A record as a shard keeps it.
///
/// @param sequenceNumber 56 decimal digits, so that text order is number order
/// @param arrival when it was put, in milliseconds, never earlier than the record before it
/// @param data not copied: nobody changes it
@SuppressWarnings(
    "ArrayRecordComponent") // Never compared; copies would double the cost of a record.
record StreamRecord(String sequenceNumber, String partitionKey, Instant arrival, byte[] data) {

  /// What counts towards the limits: the data and the partition key, in bytes.
  int size() {
    return data.length + partitionKey.length();
  }
}
