package dev.sluice.processor.batch;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/// Kinesis: the whole batch is one lane, since Lambda begins again at the first record named;
/// handled in parallel, a partition key is one.
final class KinesisBatch
    implements BatchKind<KinesisEvent, KinesisEventRecord, StreamsEventResponse> {

  @Override
  public List<KinesisEventRecord> records(KinesisEvent event) {
    // Lambda's reader may turn an empty array into null (EVT-061).
    return Objects.requireNonNullElse(event.getRecords(), List.of());
  }

  @Override
  public String identifier(KinesisEventRecord record) {
    return record.getKinesis().getSequenceNumber();
  }

  @Override
  public Object lane(KinesisEventRecord record, boolean parallel) {
    return parallel ? record.getKinesis().getPartitionKey() : "shard";
  }

  @Override
  public byte[] body(KinesisEventRecord record) {
    ByteBuffer data = record.getKinesis().getData().duplicate();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  @Override
  public StreamsEventResponse answer(List<KinesisEventRecord> unsettled) {
    return new StreamsEventResponse(
        unsettled.stream()
            .limit(1)
            .map(record -> new BatchItemFailure(record.getKinesis().getSequenceNumber()))
            .toList());
  }
}
