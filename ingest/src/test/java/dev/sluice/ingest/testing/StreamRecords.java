package dev.sluice.ingest.testing;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Stream records for tests: record n has the sequence number n and the text `n` as data.
public final class StreamRecords {

  public static final ShardId SHARD = new ShardId("shardId-000000000000");

  public static final Instant ARRIVAL = Instant.parse("2026-03-01T12:00:00Z");

  private StreamRecords() {}

  public static StreamRecord record(long number, Instant arrival) {
    return new StreamRecord(
        SHARD,
        number(number),
        "key-" + number,
        new Bytes(Long.toString(number).getBytes(StandardCharsets.US_ASCII)),
        arrival);
  }

  public static SequenceNumber number(long number) {
    return new SequenceNumber(BigInteger.valueOf(number));
  }

  /// Records `first` to `last`, both inclusive, that arrived at [#ARRIVAL].
  public static List<StreamRecord> records(int first, int last) {
    var records = new ArrayList<StreamRecord>();
    for (int i = first; i <= last; i++) {
      records.add(record(i, ARRIVAL));
    }
    return records;
  }

  /// A fresh batch of records `first` to `last`, both inclusive.
  public static StreamBatch batch(int first, int last) {
    return StreamBatch.fresh(records(first, last));
  }

  /// The numbers of the records, for asserting.
  public static List<Integer> numbers(List<StreamRecord> records) {
    return records.stream().map(r -> r.sequenceNumber().value().intValueExact()).toList();
  }
}
