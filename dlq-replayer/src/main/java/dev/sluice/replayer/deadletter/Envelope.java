package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a letter says about itself, once decoded (DLQ-040).
public sealed interface Envelope {

  /// A batch of a Kinesis shard was discarded (DEST-001). Its records lie in the stream still, for
  /// as long as that retains them.
  ///
  /// @param function that failed
  /// @param failure how and when
  /// @param range which records
  /// @param firstArrival when the stream took the first of them
  record StreamFailure(
      FunctionReference function, Failure failure, StreamRange range, Instant firstArrival)
      implements Envelope {}

  /// An asynchronous event was discarded (DEST-020).
  ///
  /// @param function that failed, with the qualifier it was invoked by
  /// @param failure how and when
  /// @param errorType of the last attempt; null when the record has none
  /// @param request the event, byte for byte as the record holds it
  record AsynchronousFailure(
      FunctionReference function, Failure failure, @Nullable String errorType, Payload request)
      implements Envelope {}

  /// A message its queue's redrive policy moved here (DLQ-013).
  ///
  /// @param source the queue it was moved from
  record RedrivenMessage(Arn source) implements Envelope {}

  /// Anything else: it is listed and shown, but neither replayed nor removed.
  ///
  /// @param reason what was found, for people; holds no part of the payload
  record Unknown(String reason) implements Envelope {}

  /// The part failure records have in common.
  ///
  /// @param requestId of the invocation that failed last
  /// @param condition why it was given up, in Lambda's spelling (DEST-003, DEST-023)
  /// @param invokeCount about how often it had been tried, 0 or more
  /// @param timestamp when the record was written
  record Failure(RequestId requestId, String condition, int invokeCount, Instant timestamp) {

    public Failure {
      if (invokeCount < 0) {
        throw new IllegalArgumentException(
            "expected an approximateInvokeCount of 0 or more, found " + invokeCount);
      }
    }
  }
}
