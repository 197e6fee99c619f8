package dev.sluice.ingest.source.kinesis;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.ingest.source.StreamSource.ShardReader;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/// Reads one shard by GetRecords. Used by one thread.
final class KinesisShardReader implements ShardReader {

  private final KinesisClient client;
  private final Arn stream;
  private final ShardId shard;

  /// Where the last read ended; null before the first, and after one that failed.
  private @Nullable Place place;

  /// An iterator, and the position it stands for.
  private record Place(ReadPosition position, String iterator) {}

  KinesisShardReader(KinesisClient client, Arn stream, ShardId shard) {
    this.client = client;
    this.stream = stream;
    this.shard = shard;
  }

  @Override
  public StreamRead read(ReadPosition position, int limit) {
    try {
      return records(position, limit);
    } catch (ProvisionedThroughputExceededException
        | LimitExceededException
        | KmsThrottlingException tooOften) {
      return new StreamRead.Throttled();
    } catch (ResourceNotFoundException gone) {
      return new StreamRead.Gone(shard + " of " + stream + " does not exist any more");
    } catch (SdkException failure) {
      place = null;
      return new StreamRead.OutOfReach(String.valueOf(failure.getMessage()));
    }
  }

  private StreamRead records(ReadPosition position, int limit) {
    GetRecordsResponse response;
    try {
      response = get(iterator(position), limit);
    } catch (ExpiredIteratorException expired) {
      response = get(open(position), limit);
    }
    List<StreamRecord> records = response.records().stream().map(this::record).toList();
    String next = response.nextShardIterator();
    place = next == null ? null : new Place(after(position, records), next);
    Long behind = response.millisBehindLatest();
    return new StreamRead.Records(
        records, Duration.ofMillis(behind == null ? 0 : behind), next == null);
  }

  private GetRecordsResponse get(String iterator, int limit) {
    return client.getRecords(
        r -> r.streamARN(stream.toString()).shardIterator(iterator).limit(limit));
  }

  private String iterator(ReadPosition position) {
    Place last = place;
    return last != null && last.position().equals(position) ? last.iterator() : open(position);
  }

  /// AFTER_SEQUENCE_NUMBER of a trimmed record is the oldest retained one (KIN-009).
  private String open(ReadPosition position) {
    var request =
        GetShardIteratorRequest.builder().streamARN(stream.toString()).shardId(shard.value());
    switch (position) {
      case ReadPosition.TrimHorizon _ -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case ReadPosition.AtTimestamp(var moment) ->
          request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(moment);
      case ReadPosition.After(var number) ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .startingSequenceNumber(number.toString());
    }
    return client.getShardIterator(request.build()).shardIterator();
  }

  private static ReadPosition after(ReadPosition position, List<StreamRecord> records) {
    return records.isEmpty()
        ? position
        : new ReadPosition.After(records.getLast().sequenceNumber());
  }

  private StreamRecord record(Record record) {
    return new StreamRecord(
        shard,
        SequenceNumber.parse(record.sequenceNumber()),
        record.partitionKey(),
        new Bytes(record.data().asByteArrayUnsafe()),
        record.approximateArrivalTimestamp());
  }
}
