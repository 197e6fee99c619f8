package dev.sluice.processor.batch;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;

/// Where every batch handler starts: says what kind of event it is for.
///
/// ```java
/// new BatchMessageHandlerBuilder()
///     .withSqsBatchHandler()
///     .buildWithRawMessageHandler((message, context) -> review(message.getBody()))
///     .processBatch(event, context);
/// ```
public final class BatchMessageHandlerBuilder {

  /// For SQS. A standard queue: every message is handled, each failed one is named. A FIFO queue:
  /// the first failure of a message group ends that group; it is named together with the messages
  /// of its group that were not handled.
  public MessageHandlerBuilder<SQSEvent, SQSEvent.SQSMessage, SQSBatchResponse>
      withSqsBatchHandler() {
    return new MessageHandlerBuilder<>(new SqsBatch());
  }

  /// For Kinesis. The first failure ends the batch and its sequence number is the answer: whatever
  /// comes after it is delivered again.
  public MessageHandlerBuilder<KinesisEvent, KinesisEvent.KinesisEventRecord, StreamsEventResponse>
      withKinesisBatchHandler() {
    return new MessageHandlerBuilder<>(new KinesisBatch());
  }
}
