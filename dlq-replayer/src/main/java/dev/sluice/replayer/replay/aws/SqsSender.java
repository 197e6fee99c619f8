package dev.sluice.replayer.replay.aws;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.replayer.deadletter.aws.AwsProblem;
import dev.sluice.replayer.replay.MessageSender;
import dev.sluice.replayer.replay.ReplayedMessage;
import dev.sluice.replayer.replay.SendOutcome;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Queues of Amazon SQS. The SDK compares the checksums of body and attributes in each answer, so a
/// confirmed message is the message that was sent. Used by one thread.
public final class SqsSender implements MessageSender {

  private final SqsClient client;
  private final Map<Arn, String> urls = new HashMap<>();

  public SqsSender(SqsClient client) {
    this.client = client;
  }

  @Override
  public SendOutcome send(Arn queue, ReplayedMessage message) throws InterruptedException {
    try {
      return new SendOutcome.Sent(client.sendMessage(request(url(queue), message)).messageId());
    } catch (QueueDoesNotExistException missing) {
      return new SendOutcome.Refused(
          "the queue it came from does not exist in this account and region: " + queue);
    } catch (SdkException failure) {
      AwsProblem problem = AwsProblem.of("SQS", failure);
      return problem.passing()
          ? new SendOutcome.Busy(problem.words())
          : new SendOutcome.Refused(problem.words());
    }
  }

  private String url(Arn queue) {
    @Nullable String known = urls.get(queue);
    if (known != null) {
      return known;
    }
    String url =
        client
            .getQueueUrl(r -> r.queueName(queue.name()).queueOwnerAWSAccountId(queue.account()))
            .queueUrl();
    urls.put(queue, url);
    return url;
  }

  private static SendMessageRequest request(String url, ReplayedMessage message) {
    SendMessageRequest.Builder request =
        SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody(message.body())
            .messageGroupId(message.groupId());
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    message.attributes().forEach((name, value) -> attributes.put(name, attribute(value)));
    if (!attributes.isEmpty()) {
      request.messageAttributes(attributes);
    }
    if (message.traceHeader() != null) {
      request.messageSystemAttributes(
          Map.of(
              MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
              MessageSystemAttributeValue.builder()
                  .dataType("String")
                  .stringValue(message.traceHeader())
                  .build()));
    }
    return request.build();
  }

  private static MessageAttributeValue attribute(MessageAttribute attribute) {
    MessageAttributeValue.Builder value =
        MessageAttributeValue.builder()
            .dataType(attribute.dataType())
            .stringValue(attribute.stringValue());
    if (attribute.base64Value() != null) {
      byte[] bytes = Base64.getDecoder().decode(attribute.base64Value());
      value.binaryValue(SdkBytes.fromByteArray(bytes));
    }
    return value.build();
  }
}
