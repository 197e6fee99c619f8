package dev.sluice.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// How many messages lie in the pipeline's queues, hidden and delayed ones included.
final class Queues {

  private static final List<QueueAttributeName> DEPTHS =
      List.of(
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
          QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

  private final SqsClient sqs;

  Queues(SqsClient sqs) {
    this.sqs = sqs;
  }

  /// Depth by queue name, every queue of the local cloud.
  Map<String, Integer> depths() {
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (String url : sqs.listQueues().queueUrls().stream().sorted().toList()) {
      Map<QueueAttributeName, String> attributes =
          sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(DEPTHS))
              .attributes();
      depths.put(
          url.substring(url.lastIndexOf('/') + 1),
          attributes.values().stream().mapToInt(Integer::parseInt).sum());
    }
    return depths;
  }
}
