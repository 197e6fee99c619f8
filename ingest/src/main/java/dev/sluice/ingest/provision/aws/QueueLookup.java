package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.ResourceLookup;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Asks SQS for the URLs of queues, whichever account they are in.
public final class QueueLookup implements ResourceLookup {

  private final SqsClient sqs;

  /// @param sqs stays the caller's
  public QueueLookup(SqsClient sqs) {
    this.sqs = sqs;
  }

  @Override
  public String queueUrl(Arn queue) {
    try {
      return sqs.getQueueUrl(
              request -> request.queueName(queue.name()).queueOwnerAWSAccountId(queue.account()))
          .queueUrl();
    } catch (QueueDoesNotExistException missing) {
      throw new UnknownResourceException(
          "refers to the queue "
              + queue.name()
              + ", which does not exist in account "
              + queue.account());
    } catch (SdkException failed) {
      throw new UnknownResourceException(
          "refers to the queue "
              + queue.name()
              + " of account "
              + queue.account()
              + ", which SQS did not tell of: "
              + failed.getMessage());
    }
  }
}
