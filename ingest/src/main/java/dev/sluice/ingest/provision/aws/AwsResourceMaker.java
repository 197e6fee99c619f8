package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Endpoint;
import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.provision.ResourceMaker;
import dev.sluice.ingest.template.ResourceToCreate;
import dev.sluice.ingest.time.Timekeeper;
import java.util.List;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Makes resources with the SDK's clients, which stay the caller's.
public final class AwsResourceMaker implements ResourceMaker {

  private final Clients clients;
  private final QueueMaker queues;
  private final TopicMaker topics;
  private final StreamMaker streams;
  private final TableMaker tables;
  private final BucketMaker buckets;

  /// @param time for waiting until streams and tables are active
  public AwsResourceMaker(Clients clients, Timekeeper time) {
    this.clients = clients;
    this.queues = new QueueMaker(clients.sqs());
    this.topics = new TopicMaker(clients.sns());
    this.streams = new StreamMaker(clients.kinesis(), time);
    this.tables = new TableMaker(clients.dynamoDb(), time);
    this.buckets = new BucketMaker(clients.s3());
  }

  /// Where the clients ask, as they are configured: by code, environment or profile.
  public List<Endpoint> endpoints() {
    return List.of(
        endpoint("SQS", clients.sqs().serviceClientConfiguration()),
        endpoint("SNS", clients.sns().serviceClientConfiguration()),
        endpoint("S3", clients.s3().serviceClientConfiguration()),
        endpoint("Kinesis", clients.kinesis().serviceClientConfiguration()),
        endpoint("DynamoDB", clients.dynamoDb().serviceClientConfiguration()));
  }

  private static Endpoint endpoint(String service, AwsServiceClientConfiguration configuration) {
    return new Endpoint(service, configuration.endpointOverride().orElse(null));
  }

  @Override
  public Making make(ResourceToCreate resource) throws InterruptedException {
    try {
      return switch (resource) {
        case ResourceToCreate.Queue queue -> queues.make(queue);
        case ResourceToCreate.Topic topic -> topics.make(topic);
        case ResourceToCreate.Subscription subscription -> topics.make(subscription);
        case ResourceToCreate.Stream stream -> streams.make(stream);
        case ResourceToCreate.Table table -> tables.make(table);
        case ResourceToCreate.Bucket bucket -> buckets.make(bucket);
      };
    } catch (SdkException failed) {
      return new Making.Failed(String.valueOf(failed.getMessage()));
    }
  }

  /// One client per service.
  public record Clients(
      SqsClient sqs, SnsClient sns, S3Client s3, KinesisClient kinesis, DynamoDbClient dynamoDb) {}
}
