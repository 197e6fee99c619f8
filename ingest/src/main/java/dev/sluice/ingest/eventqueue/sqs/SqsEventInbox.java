package dev.sluice.ingest.eventqueue.sqs;

import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventStoreException;
import dev.sluice.ingest.eventqueue.InboxMessage;
import dev.sluice.ingest.eventqueue.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// An inbox that is a standard queue of SQS, reached with the AWS SDK. The queue keeps messages for
/// longer than an event may wait, and takes messages of 1 MiB.
public final class SqsEventInbox implements EventInbox {

  /// Of all calls but the receive, whose messages stay hidden for seconds only: a stalled one is
  /// better tried again.
  private static final AwsRequestOverrideConfiguration SHORT =
      AwsRequestOverrideConfiguration.builder().apiCallTimeout(Duration.ofSeconds(5)).build();

  private final SqsClient sqs;
  private final String queueUrl;

  /// @param sqs waits for answers longer than a receive does (20 s); not closed here
  public SqsEventInbox(SqsClient sqs, String queueUrl) {
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  @Override
  public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
    var request =
        ReceiveMessageRequest.builder()
            .queueUrl(queueUrl)
            .maxNumberOfMessages(1)
            .waitTimeSeconds(seconds(atMost))
            .visibilityTimeout(seconds(visibility))
            .messageAttributeNames("All")
            .messageSystemAttributeNames(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                MessageSystemAttributeName.SENT_TIMESTAMP,
                MessageSystemAttributeName.AWS_TRACE_HEADER)
            .build();
    try {
      return sqs.receiveMessage(request).messages().stream()
          .findFirst()
          .map(SqsEventInbox::message);
    } catch (SdkException failed) {
      throw new EventStoreException(queueUrl + " could not be read", failed);
    }
  }

  private static InboxMessage message(Message message) {
    Map<MessageSystemAttributeName, String> system = message.attributes();
    Map<String, String> attributes = new HashMap<>();
    message
        .messageAttributes()
        .forEach(
            (name, value) -> {
              if (value.stringValue() != null) {
                attributes.put(name, value.stringValue());
              }
            });
    return new InboxMessage(
        message.messageId(),
        message.receiptHandle(),
        message.body(),
        Integer.parseInt(
            system.getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2")),
        Instant.ofEpochMilli(
            Long.parseLong(system.getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0"))),
        system.get(MessageSystemAttributeName.AWS_TRACE_HEADER),
        attributes);
  }

  @Override
  public Sending send(OutgoingMessage message, Duration delay) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    message
        .attributes()
        .forEach(
            (name, value) ->
                attributes.put(
                    name,
                    MessageAttributeValue.builder().dataType("String").stringValue(value).build()));
    var request =
        SendMessageRequest.builder()
            .queueUrl(queueUrl)
            .messageBody(message.body())
            .delaySeconds(seconds(delay))
            .messageAttributes(attributes)
            .overrideConfiguration(SHORT);
    String traceHeader = message.traceHeader();
    if (traceHeader != null) {
      request.messageSystemAttributes(
          Map.of(
              MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
              MessageSystemAttributeValue.builder()
                  .dataType("String")
                  .stringValue(traceHeader)
                  .build()));
    }
    try {
      return new Sending.Sent(sqs.sendMessage(request.build()).messageId());
    } catch (SdkException failed) {
      return new Sending.NotSent(queueUrl + " did not take the message: " + failed.getMessage());
    }
  }

  @Override
  public boolean hide(InboxMessage message, Duration visibility) {
    try {
      sqs.changeMessageVisibility(
          r ->
              r.queueUrl(queueUrl)
                  .receiptHandle(message.receiptHandle())
                  .visibilityTimeout(seconds(visibility))
                  .overrideConfiguration(SHORT));
      return true;
    } catch (SdkException failed) {
      return false;
    }
  }

  @Override
  public boolean delete(InboxMessage message) {
    try {
      sqs.deleteMessage(
          r ->
              r.queueUrl(queueUrl)
                  .receiptHandle(message.receiptHandle())
                  .overrideConfiguration(SHORT));
      return true;
    } catch (SdkException failed) {
      return false;
    }
  }

  /// Whole seconds, rounded up: a wait is never shorter than asked for.
  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.plusMillis(999).toSeconds());
  }
}
