package dev.sluice.ingest.provision.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.template.ResourceToCreate.Redrive;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Makes queues.
final class QueueMaker {

  /// What is compared: all that decides when a message is seen again, and what a local queue server
  /// is known to answer.
  private static final Set<QueueAttributeName> COMPARED =
      Set.of(
          QueueAttributeName.VISIBILITY_TIMEOUT,
          QueueAttributeName.DELAY_SECONDS,
          QueueAttributeName.REDRIVE_POLICY);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqsClient sqs;

  QueueMaker(SqsClient sqs) {
    this.sqs = sqs;
  }

  Making make(Queue queue) {
    var attributes = attributes(queue);
    try {
      String url = sqs.getQueueUrl(request -> request.queueName(queue.name())).queueUrl();
      return Making.compared(differences(url, attributes));
    } catch (QueueDoesNotExistException missing) {
      sqs.createQueue(request -> request.queueName(queue.name()).attributes(attributes));
      return new Making.Created();
    }
  }

  private List<String> differences(String url, Map<QueueAttributeName, String> wanted) {
    var found =
        sqs.getQueueAttributes(
                request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes();
    var differences = new ArrayList<String>();
    for (var name : COMPARED) {
      var expected = value(name, wanted.getOrDefault(name, standard(name)));
      var actual = value(name, found.getOrDefault(name, standard(name)));
      if (!expected.equals(actual)) {
        differences.add(name + " is " + actual + ", not " + expected);
      }
    }
    return differences;
  }

  private static String standard(QueueAttributeName name) {
    return name == QueueAttributeName.REDRIVE_POLICY ? "{}" : "0";
  }

  /// The value in a form that can be compared: servers write the same policy in different ways.
  private static String value(QueueAttributeName name, String text) {
    if (name != QueueAttributeName.REDRIVE_POLICY) {
      return text;
    }
    try {
      JsonNode policy = JSON.readTree(text);
      return policy.path("deadLetterTargetArn").asText("no dead-letter queue")
          + " after "
          + policy.path("maxReceiveCount").asText("any number of")
          + " receives";
    } catch (JsonProcessingException unreadable) {
      return text;
    }
  }

  private static Map<QueueAttributeName, String> attributes(Queue queue) {
    var attributes = new EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
    queue
        .attributes()
        .forEach(
            (name, value) ->
                attributes.put(QueueAttributeName.fromValue(name), Integer.toString(value)));
    attributes.put(
        QueueAttributeName.VISIBILITY_TIMEOUT,
        Long.toString(queue.visibilityTimeout().toSeconds()));
    if (queue.redrive() != null) {
      attributes.put(QueueAttributeName.REDRIVE_POLICY, policy(queue.redrive()));
    }
    return attributes;
  }

  private static String policy(Redrive redrive) {
    return JSON.createObjectNode()
        .put("deadLetterTargetArn", redrive.deadLetterQueue().toString())
        .put("maxReceiveCount", redrive.maxReceiveCount())
        .toString();
  }
}
