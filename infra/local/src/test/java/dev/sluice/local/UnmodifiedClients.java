package dev.sluice.local;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A program that knows nothing of the local cloud: clients as they come, one call each. Run as a
/// process of its own, it shows that the environment alone leads there.
final class UnmodifiedClients {

  private UnmodifiedClients() {}

  public static void main(String[] arguments) {
    try (var sqs = SqsClient.create();
        var sns = SnsClient.create();
        var s3 = S3Client.create();
        var kinesis = KinesisClient.create();
        var dynamoDb = DynamoDbClient.create()) {
      sqs.createQueue(r -> r.queueName("q"));
      sns.createTopic(r -> r.name("t"));
      s3.createBucket(r -> r.bucket("bucket"));
      s3.putObject(r -> r.bucket("bucket").key("a b"), RequestBody.fromString("x"));
      kinesis.createStream(r -> r.streamName("s").shardCount(1));
      kinesis.putRecord(
          r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("x")));
      dynamoDb.listTables();
    }
    System.out.println("all answered");
  }
}
