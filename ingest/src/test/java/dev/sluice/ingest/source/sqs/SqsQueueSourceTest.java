package dev.sluice.ingest.source.sqs;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.QueueSourceContract;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class SqsQueueSourceTest extends QueueSourceContract {

  private static @Nullable LocalCloud cloud;

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.SQS);
  }

  @AfterAll
  static void stopCloud() {
    if (cloud != null) {
      cloud.close();
    }
  }

  private static SqsClient sqs() {
    if (cloud == null) {
      throw new IllegalStateException("the local cloud was not started");
    }
    return cloud.sqs();
  }

  @Override
  protected Queue queue(Duration visibility, boolean fifo, int maxReceiveCount) {
    var attributes = new HashMap<QueueAttributeName, String>();
    attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibility.toSeconds()));
    if (fifo) {
      attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
    }
    String dead = null;
    if (maxReceiveCount > 0) {
      dead = create(false, Map.of());
      attributes.put(
          QueueAttributeName.REDRIVE_POLICY,
          "{\"deadLetterTargetArn\":\""
              + arn(dead)
              + "\",\"maxReceiveCount\":\""
              + maxReceiveCount
              + "\"}");
    }
    String url = create(fifo, attributes);
    return new Queue(
        new SqsQueueSource(sqs(), url),
        (body, group, values) -> send(url, body, group, values),
        dead == null ? null : new SqsQueueSource(sqs(), dead));
  }

  private static String create(boolean fifo, Map<QueueAttributeName, String> attributes) {
    String name = "q-" + UUID.randomUUID() + (fifo ? ".fifo" : "");
    return sqs().createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
  }

  private static String arn(String url) {
    return sqs()
        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes()
        .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
  }

  private static void send(
      String url, String body, @Nullable String group, Map<String, MessageAttribute> attributes) {
    var values = new HashMap<String, MessageAttributeValue>();
    attributes.forEach(
        (name, a) ->
            values.put(
                name,
                MessageAttributeValue.builder()
                    .dataType(a.dataType())
                    .stringValue(a.stringValue())
                    .build()));
    sqs()
        .sendMessage(
            r -> {
              r.queueUrl(url).messageBody(body).messageAttributes(values);
              if (group != null) {
                r.messageGroupId(group).messageDeduplicationId(UUID.randomUUID().toString());
              }
            });
  }

  @Override
  protected QueueSource missingQueue() {
    String url = create(false, Map.of());
    sqs().deleteQueue(r -> r.queueUrl(url));
    return new SqsQueueSource(sqs(), url);
  }

  /// Nothing to do: receiving waits.
  @Override
  protected void letASecondPass() {}
}
