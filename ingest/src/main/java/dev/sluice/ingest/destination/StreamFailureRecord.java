package dev.sluice.ingest.destination;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import java.time.Instant;

/// What a destination is told about a batch of a Kinesis shard that was discarded (DEST-001). It
/// names the records by position and holds none of their data (DEST-009).
///
/// @param requestId of the last invocation of the batch; fresh when there was none (DEST-017)
/// @param function the mapping's function, unqualified (DEST-004)
/// @param ending why it ended, and after what
/// @param timestamp of this record; written to the millisecond
/// @param batch which records it was
public record StreamFailureRecord(
    RequestId requestId, Arn function, Ending ending, Instant timestamp, Batch batch)
    implements InvocationRecord {

  /// Why a batch was discarded; the spelling is Lambda's (DEST-003).
  public enum Condition {
    /// It was tried as often as allowed.
    RetryAttemptsExhausted,
    /// Its records were too old.
    RecordAgeExceeded
  }

  /// What the last invocation of the batch had answered.
  public enum LastAnswer {
    /// Nothing that counts: the record has no `responseContext` (DEST-005).
    NONE,
    /// Item failures: `functionError` is present and null (DEST-006).
    ITEM_FAILURES,
    /// A function error: `functionError` is `Unhandled`.
    FUNCTION_ERROR
  }

  /// How the batch ended.
  ///
  /// @param condition why
  /// @param approximateInvokeCount how often it was tried, 0 or more
  /// @param lastAnswer `NONE` whenever the condition is the age
  public record Ending(Condition condition, int approximateInvokeCount, LastAnswer lastAnswer) {

    public Ending {
      if (approximateInvokeCount < 0) {
        throw new IllegalArgumentException(
            "an invoke count is not negative, found " + approximateInvokeCount);
      }
      if (condition == Condition.RecordAgeExceeded && lastAnswer != LastAnswer.NONE) {
        throw new IllegalArgumentException("a record about age carries no answer (DEST-005)");
      }
    }
  }

  /// The records of the batch, first and last included (DEST-008).
  ///
  /// @param stream ARN of the stream
  /// @param shard where they lie
  /// @param first the lowest record
  /// @param last the highest record; the first itself when there is only one
  /// @param size how many records, 1 or more
  public record Batch(Arn stream, ShardId shard, Edge first, Edge last, int size) {

    public Batch {
      if (size < 1) {
        throw new IllegalArgumentException("a discarded batch has records, found " + size);
      }
      if (first.sequenceNumber().compareTo(last.sequenceNumber()) > 0) {
        throw new IllegalArgumentException("a batch ends after it begins, found " + first);
      }
    }
  }

  /// One end of a batch.
  ///
  /// @param sequenceNumber the record's position
  /// @param arrival when the stream took it; written to the millisecond (DEST-007)
  public record Edge(SequenceNumber sequenceNumber, Instant arrival) {}

  @Override
  public String json() {
    return RecordWriter.write(
        json -> {
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("requestId", requestId.value());
          json.writeStringField("functionArn", function.toString());
          json.writeStringField("condition", ending.condition().name());
          json.writeNumberField("approximateInvokeCount", ending.approximateInvokeCount());
          json.writeEndObject();
          switch (ending.lastAnswer()) {
            case NONE -> {}
            case ITEM_FAILURES -> RecordWriter.responseContext(json, null);
            case FUNCTION_ERROR -> RecordWriter.responseContext(json, "Unhandled");
          }
          json.writeStringField("version", "1.0");
          json.writeStringField("timestamp", RecordWriter.millis(timestamp));
          json.writeObjectFieldStart("KinesisBatchInfo");
          json.writeStringField("shardId", batch.shard().value());
          json.writeStringField("startSequenceNumber", batch.first().sequenceNumber().toString());
          json.writeStringField("endSequenceNumber", batch.last().sequenceNumber().toString());
          json.writeStringField(
              "approximateArrivalOfFirstRecord", RecordWriter.millis(batch.first().arrival()));
          json.writeStringField(
              "approximateArrivalOfLastRecord", RecordWriter.millis(batch.last().arrival()));
          json.writeNumberField("batchSize", batch.size());
          json.writeStringField("streamArn", batch.stream().toString());
          json.writeEndObject();
        });
  }
}
