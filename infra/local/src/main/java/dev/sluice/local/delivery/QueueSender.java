package dev.sluice.local.delivery;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Sends to queues of the local cloud, named by ARN. Returns once the queue has accepted. Safe for
/// use by several threads.
public final class QueueSender implements AutoCloseable {

  private static final int CONNECTIONS = 100;

  private final SqsClient sqs;

  /// By ARN. The address of a queue depends on its name alone, so it stays right when one is made
  /// anew.
  private final Map<String, String> urls = new ConcurrentHashMap<>();

  /// Sends to the queues of the SQS at `endpoint`.
  public QueueSender(URI endpoint, String region) {
    sqs =
        SqsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS))
            .build();
  }

  /// What is to be sent.
  ///
  /// @param traceHeader what the queue shows as `AWSTraceHeader`
  public record Letter(
      String body,
      Map<String, MessageAttributeValue> attributes,
      Optional<String> traceHeader,
      Optional<String> messageGroup) {

    public Letter {
      attributes = Map.copyOf(attributes);
    }

    /// A letter without message attributes or group.
    public static Letter of(String body, Optional<String> traceHeader) {
      return new Letter(body, Map.of(), traceHeader, Optional.empty());
    }
  }

  /// Whether the queue exists.
  public boolean exists(String queueArn) {
    try {
      sqs.getQueueUrl(r -> r.queueName(name(queueArn)));
      return true;
    } catch (QueueDoesNotExistException e) {
      return false;
    }
  }

  /// Sends `letter`; false when there is no such queue. Any other failure is thrown.
  public boolean send(String queueArn, Letter letter) {
    try {
      var url =
          urls.computeIfAbsent(
              queueArn, arn -> sqs.getQueueUrl(r -> r.queueName(name(arn))).queueUrl());
      sqs.sendMessage(request(url, letter));
      return true;
    } catch (QueueDoesNotExistException e) {
      urls.remove(queueArn);
      return false;
    }
  }

  private static SendMessageRequest request(String url, Letter letter) {
    var request =
        SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody(letter.body())
            .messageAttributes(letter.attributes());
    letter.messageGroup().ifPresent(request::messageGroupId);
    letter
        .traceHeader()
        .ifPresent(
            header ->
                request.messageSystemAttributes(
                    Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                        MessageSystemAttributeValue.builder()
                            .dataType("String")
                            .stringValue(header)
                            .build())));
    return request.build();
  }

  private static String name(String queueArn) {
    return queueArn.substring(queueArn.lastIndexOf(':') + 1);
  }

  @Override
  public void close() {
    sqs.close();
  }
}
