package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.template.ResourceLookup;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Asks SQS for the URLs of queues.
public final class QueueLookup implements ResourceLookup {

  private final SqsClient sqs;

  /// @param sqs stays the caller's
  public QueueLookup(SqsClient sqs) {
    this.sqs = sqs;
  }

  @Override
  public String queueUrl(String queueName) {
    try {
      return sqs.getQueueUrl(request -> request.queueName(queueName)).queueUrl();
    } catch (QueueDoesNotExistException missing) {
      throw new UnknownResourceException(
          "refers to the queue " + queueName + ", which does not exist");
    } catch (SdkException failed) {
      throw new UnknownResourceException(
          "refers to the queue "
              + queueName
              + ", which SQS did not tell of: "
              + failed.getMessage());
    }
  }
}
