package dev.sluice.ingest.destination.sqs;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.InvocationRecord;
import dev.sluice.ingest.identity.Arn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Sends records to queues with the AWS SDK: the record is the body, there are no message
/// attributes (DEST-027).
public final class SqsDestinationSender implements DestinationSender {

  /// What SQS takes as one message (1 MiB); a queue may be set to less.
  private static final int LARGEST_MESSAGE_BYTES = 1_048_576;

  private final SqsClient sqs;

  /// URLs of queues already asked for; an entry is forgotten when its queue is gone.
  private final Map<Arn, String> urls = new ConcurrentHashMap<>();

  /// @param sqs not closed here
  public SqsDestinationSender(SqsClient sqs) {
    this.sqs = sqs;
  }

  @Override
  public Delivery send(
      Destination destination, InvocationRecord record, @Nullable String traceHeader) {
    return switch (destination) {
      case Destination.SqsQueue(Arn queue) -> send(queue, record.json(), traceHeader);
    };
  }

  private Delivery send(Arn queue, String body, @Nullable String traceHeader) {
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LARGEST_MESSAGE_BYTES) {
      return new Delivery.Refused(
          "the record has " + bytes + " bytes, a message at most " + LARGEST_MESSAGE_BYTES, false);
    }
    var request = SendMessageRequest.builder().messageBody(body);
    if (traceHeader != null) {
      var value =
          MessageSystemAttributeValue.builder().dataType("String").stringValue(traceHeader).build();
      request.messageSystemAttributes(
          Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, value));
    }
    try {
      sqs.sendMessage(request.queueUrl(urls.computeIfAbsent(queue, this::url)).build());
      return new Delivery.Delivered();
    } catch (InvalidMessageContentsException refused) {
      return new Delivery.Refused(why(queue, refused), false);
    } catch (QueueDoesNotExistException gone) {
      urls.remove(queue); // it may be made anew, under another URL
      return new Delivery.Refused(why(queue, gone), true);
    } catch (SdkException failed) {
      return new Delivery.Refused(why(queue, failed), true);
    }
  }

  private String url(Arn queue) {
    return sqs.getQueueUrl(
            r -> {
              r.queueName(queue.name());
              if (!queue.account().isEmpty()) {
                r.queueOwnerAWSAccountId(queue.account());
              }
            })
        .queueUrl();
  }

  private static String why(Arn queue, SdkException failed) {
    return queue + " did not take the record: " + failed.getMessage();
  }
}
