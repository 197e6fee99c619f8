package dev.sluice.replayer.deadletter.aws;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.replayer.deadletter.RangeRead;
import dev.sluice.replayer.deadletter.StreamRange;
import dev.sluice.replayer.deadletter.StreamRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/// Records of Kinesis streams.
public final class KinesisRecords implements StreamRecords {

  /// The most records one call returns (KIN-007).
  private static final int MOST_PER_CALL = 10_000;

  /// Reads that may be spent on one range. Pages can be empty although more follow; a range is at
  /// most one batch, so this many mean that something is wrong.
  private static final int MOST_CALLS = 1_000;

  private final KinesisClient client;

  /// @param client with the SDK's own retries, which wait out the stream's read limits
  public KinesisRecords(KinesisClient client) {
    this.client = client;
  }

  @Override
  public RangeRead read(StreamRange range) throws InterruptedException {
    try {
      return read(range, iterator(range));
    } catch (ResourceNotFoundException gone) {
      return new RangeRead.Gone(
          "there is no shard " + range.shard() + " of stream " + range.stream() + " any more");
    } catch (InvalidArgumentException refused) {
      return new RangeRead.Gone(
          "the stream does not know the sequence number "
              + range.first()
              + ": it was made anew since, or its records were trimmed");
    } catch (SdkException failure) {
      AwsProblem problem = AwsProblem.of("Kinesis", failure);
      return problem.passing()
          ? new RangeRead.Unavailable(problem.words())
          : new RangeRead.Gone(problem.words());
    }
  }

  private @Nullable String iterator(StreamRange range) {
    return client
        .getShardIterator(
            r ->
                r.streamARN(range.stream().toString())
                    .shardId(range.shard().value())
                    .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                    .startingSequenceNumber(range.first().toString()))
        .shardIterator();
  }

  private RangeRead read(StreamRange range, @Nullable String first) {
    List<StreamRecord> records = new ArrayList<>();
    String iterator = first;
    for (int calls = 0; iterator != null && calls < MOST_CALLS; calls++) {
      String current = iterator;
      GetRecordsResponse page =
          client.getRecords(
              r ->
                  r.streamARN(range.stream().toString())
                      .shardIterator(current)
                      .limit(Math.min(MOST_PER_CALL, range.size())));
      for (Record record : page.records()) {
        StreamRecord ours = record(range, record);
        if (ours.sequenceNumber().compareTo(range.last()) > 0) {
          return new RangeRead.Records(records);
        }
        records.add(ours);
        if (ours.sequenceNumber().equals(range.last())) {
          return new RangeRead.Records(records);
        }
      }
      boolean atTip = Objects.requireNonNullElse(page.millisBehindLatest(), 0L) == 0;
      if (page.records().isEmpty() && atTip) {
        return new RangeRead.Records(records);
      }
      iterator = page.nextShardIterator();
    }
    return new RangeRead.Records(records);
  }

  private static StreamRecord record(StreamRange range, Record record) {
    return new StreamRecord(
        range.shard(),
        SequenceNumber.parse(record.sequenceNumber()),
        record.partitionKey(),
        new Bytes(record.data().asByteArray()),
        record.approximateArrivalTimestamp());
  }

  @Override
  public @Nullable Duration retention(Arn stream) throws InterruptedException {
    try {
      Integer hours =
          client
              .describeStreamSummary(r -> r.streamARN(stream.toString()))
              .streamDescriptionSummary()
              .retentionPeriodHours();
      return hours == null ? null : Duration.ofHours(hours);
    } catch (SdkException failure) {
      AwsProblem.of("Kinesis", failure); // only to keep an interrupt
      return null;
    }
  }
}
