package dev.sluice.replayer.deadletter.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.replayer.deadletter.DeadLetterQueue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Finds queues by what a person may call them: name, URL or ARN.
public final class SqsQueues {

  private static final List<QueueAttributeName> DEPTHS =
      List.of(
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqsClient client;

  public SqsQueues(SqsClient client) {
    this.client = client;
  }

  public QueueLookup find(String word) throws InterruptedException {
    try {
      String url = word.contains("://") ? word : url(word);
      Map<QueueAttributeName, String> attributes =
          client
              .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
              .attributes();
      return new QueueLookup.Found(
          new DeadLetterQueue(
              Arn.parse(attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, "")),
              URI.create(url),
              depth(attributes),
              maxReceiveCount(attributes.get(QueueAttributeName.REDRIVE_POLICY))));
    } catch (QueueDoesNotExistException missing) {
      return new QueueLookup.NotFound(
          "there is no queue "
              + word
              + " in this account and region: check its name (aws sqs list-queues), AWS_REGION and"
              + " AWS_PROFILE");
    } catch (IllegalArgumentException malformed) {
      return new QueueLookup.NotFound(
          "expected the name, URL or ARN of a queue, found "
              + word
              + ": "
              + malformed.getMessage());
    } catch (SdkException failure) {
      return new QueueLookup.NotFound(AwsProblem.of("SQS", failure).words());
    }
  }

  private String url(String word) {
    GetQueueUrlRequest.Builder request = GetQueueUrlRequest.builder();
    if (word.startsWith("arn:")) {
      Arn arn = Arn.parse(word);
      if (!arn.service().equals("sqs")) {
        throw new IllegalArgumentException("it names a thing of " + arn.service());
      }
      request.queueName(arn.name()).queueOwnerAWSAccountId(arn.account());
    } else {
      request.queueName(word);
    }
    return client.getQueueUrl(request.build()).queueUrl();
  }

  private static int depth(Map<QueueAttributeName, String> attributes) {
    return DEPTHS.stream()
        .mapToInt(name -> Integer.parseInt(attributes.getOrDefault(name, "0")))
        .sum();
  }

  private static @Nullable Integer maxReceiveCount(@Nullable String redrivePolicy) {
    if (redrivePolicy == null || redrivePolicy.isBlank()) {
      return null;
    }
    try {
      JsonNode count = JSON.readTree(redrivePolicy).path("maxReceiveCount"); // text or a number
      return count.isMissingNode() ? null : Integer.valueOf(count.asText());
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException("its RedrivePolicy is not JSON", unreadable);
    }
  }
}
