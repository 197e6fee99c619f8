package dev.sluice.ingest.app;

import dev.sluice.ingest.provision.Endpoint;
import dev.sluice.ingest.provision.aws.AwsResourceMaker;
import dev.sluice.ingest.source.sqs.SqsQueueSource;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The node's clients: one per service, over one pool of connections, and one for queue polls.
/// Endpoints and credentials come from where the SDK looks for them.
final class AwsClients implements AutoCloseable {

  /// Calls under way at once; every queue poll that waits for messages is one.
  private static final int CONNECTIONS = 500;

  /// Heartbeats, scans, and the checkpoints of many shards at once.
  private static final int LEASE_CONNECTIONS = 100;

  private static final Duration LEASE_ATTEMPT = Duration.ofSeconds(1);

  /// Well below the term of a node's leases, which is 8 s by default.
  private static final Duration LEASE_CALL = Duration.ofSeconds(3);

  private static final Duration STREAM_ATTEMPT = Duration.ofSeconds(5);

  /// A shard whose read hangs must not hold up a node that is told to stop.
  private static final Duration STREAM_CALL = Duration.ofSeconds(12);

  private final SdkHttpClient http =
      Apache5HttpClient.builder().maxConnections(CONNECTIONS).build();
  private final DefaultCredentialsProvider credentials =
      DefaultCredentialsProvider.builder().build();
  private final SqsClient queuePolls;
  private final SqsClient sqs;
  private final SnsClient sns;
  private final S3Client s3;
  private final KinesisClient kinesis;
  private final DynamoDbClient dynamoDb;
  private final DynamoDbClient leases;

  AwsClients(String region) {
    this.queuePolls = SqsQueueSource.clientBuilder(CONNECTIONS).region(Region.of(region)).build();
    this.sqs = build(SqsClient.builder(), region);
    this.sns = build(SnsClient.builder(), region);
    this.s3 = build(S3Client.builder(), region);
    this.kinesis =
        build(
            KinesisClient.builder()
                .overrideConfiguration(
                    o -> o.apiCallAttemptTimeout(STREAM_ATTEMPT).apiCallTimeout(STREAM_CALL)),
            region);
    this.dynamoDb = build(DynamoDbClient.builder(), region);
    this.leases = leases(region).build();
  }

  private <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C build(
      B builder, String region) {
    return builder.region(Region.of(region)).httpClient(http).build();
  }

  /// Impatient, and with connections of its own: a call that hangs must not use up the term in
  /// which a node may trust its leases, nor the time it has for stopping.
  static DynamoDbClientBuilder leases(String region) {
    return DynamoDbClient.builder()
        .region(Region.of(region))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(LEASE_CONNECTIONS)
                .connectionTimeout(LEASE_ATTEMPT))
        .overrideConfiguration(
            o -> o.apiCallAttemptTimeout(LEASE_ATTEMPT).apiCallTimeout(LEASE_CALL));
  }

  /// For functions and callers of the API; each client has a provider of its own.
  NodeCredentials credentials() {
    return new NodeCredentials(credentials);
  }

  SqsClient sqs() {
    return sqs;
  }

  /// Where SQS is asked.
  Endpoint sqsEndpoint() {
    return new Endpoint("SQS", sqs.serviceClientConfiguration().endpointOverride().orElse(null));
  }

  /// For receiving and settling messages: patient, and without retries of its own.
  SqsClient queuePolls() {
    return queuePolls;
  }

  KinesisClient kinesis() {
    return kinesis;
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  /// For the lease table alone.
  DynamoDbClient leases() {
    return leases;
  }

  AwsResourceMaker.Clients forResources() {
    return new AwsResourceMaker.Clients(sqs, sns, s3, kinesis, dynamoDb);
  }

  @Override
  public void close() {
    queuePolls.close();
    sqs.close();
    sns.close();
    s3.close();
    kinesis.close();
    dynamoDb.close();
    leases.close();
    http.close();
    credentials.close();
  }
}
