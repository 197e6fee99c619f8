package dev.sluice.processor.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.List;
import java.util.Objects;

/// SQS: a message of a standard queue is a lane of its own, one of a FIFO queue shares its group's.
final class SqsBatch implements BatchKind<SQSEvent, SQSMessage, SQSBatchResponse> {

  @Override
  public List<SQSMessage> records(SQSEvent event) {
    // Lambda's reader may turn an empty array into null (EVT-061).
    return Objects.requireNonNullElse(event.getRecords(), List.of());
  }

  @Override
  public String identifier(SQSMessage message) {
    return message.getMessageId();
  }

  @Override
  public Object lane(SQSMessage message, boolean parallel) {
    boolean fifo = message.getEventSourceArn().endsWith(".fifo");
    // A standard queue's message may carry a group as well, but for fairness, not for order.
    String own = message.getMessageId();
    return fifo ? message.getAttributes().getOrDefault("MessageGroupId", own) : own;
  }

  @Override
  public byte[] body(SQSMessage message) {
    return message.getBody().getBytes(UTF_8);
  }

  @Override
  public SQSBatchResponse answer(List<SQSMessage> unsettled) {
    return new SQSBatchResponse(
        unsettled.stream().map(message -> new BatchItemFailure(message.getMessageId())).toList());
  }
}
