package dev.sluice.ingest.destination;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a destination is told about an asynchronous event that was discarded (DEST-020).
///
/// @param requestId the same over all attempts (ASYNC-001)
/// @param function unqualified; the record shows it with `:$LATEST`
/// @param ending why it ended, and after what
/// @param timestamp of this record; written to the millisecond (DEST-034)
/// @param request the event the function got, JSON
public record EventFailureRecord(
    RequestId requestId, Arn function, Ending ending, Instant timestamp, Payload request)
    implements InvocationRecord {

  /// Why an event was discarded; the spelling is Lambda's (DEST-023).
  public enum Condition {
    /// Its last allowed attempt failed.
    RetriesExhausted,
    /// It is too old, or would be at its next attempt.
    EventAgeExceeded,
    /// Its function may not run at all.
    ZeroReservedConcurrency
  }

  /// How the event ended.
  ///
  /// @param condition why
  /// @param approximateInvokeCount attempts that ran, 0 or more
  /// @param lastError the error of the last attempt, when that is what ended it; null leaves the
  ///   response fields out (DEST-025, DEST-026)
  public record Ending(
      Condition condition, int approximateInvokeCount, @Nullable Payload lastError) {

    public Ending {
      if (approximateInvokeCount < 0) {
        throw new IllegalArgumentException(
            "an invoke count is not negative, found " + approximateInvokeCount);
      }
      if (condition == Condition.ZeroReservedConcurrency && lastError != null) {
        throw new IllegalArgumentException("an event that may not run has no answer (DEST-025)");
      }
    }
  }

  @Override
  public String json() {
    return RecordWriter.write(
        json -> {
          json.writeStringField("version", "1.0");
          json.writeStringField("timestamp", RecordWriter.millis(timestamp));
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("requestId", requestId.value());
          json.writeStringField("functionArn", function + ":$LATEST");
          json.writeStringField("condition", ending.condition().name());
          json.writeNumberField("approximateInvokeCount", ending.approximateInvokeCount());
          json.writeEndObject();
          RecordWriter.payload(json, "requestPayload", request);
          Payload lastError = ending.lastError();
          if (lastError != null) {
            RecordWriter.responseContext(json, "Unhandled");
            RecordWriter.payload(json, "responsePayload", lastError);
          }
        });
  }
}
