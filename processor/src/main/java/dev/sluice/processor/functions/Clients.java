package dev.sluice.processor.functions;

import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Makes the SDK's clients over one HTTP client. Endpoint, region and credentials come from the
/// SDK's own chain (`AWS_ENDPOINT_URL_DYNAMODB` and so on). They live as long as the environment:
/// nobody closes them.
final class Clients {

  private static final SdkHttpClient HTTP = Apache5HttpClient.create();

  private Clients() {}

  /// A client that has made its first call, so that the first invocation does not pay for class
  /// loading and connecting. A table that cannot be reached fails the start: every record would.
  ///
  /// @param table whose key is `id` (S)
  static DynamoDbClient dynamoDb(String table) {
    DynamoDbClient client = DynamoDbClient.builder().httpClient(HTTP).build();
    client.getItem(get -> get.tableName(table).key(Map.of("id", AttributeValue.fromS("warm-up"))));
    return client;
  }

  static KinesisClient kinesis() {
    return KinesisClient.builder().httpClient(HTTP).build();
  }

  static SqsClient sqs() {
    return SqsClient.builder().httpClient(HTTP).build();
  }

  static SnsClient sns() {
    return SnsClient.builder().httpClient(HTTP).build();
  }

  static S3Client s3(Settings settings) {
    return S3Client.builder().httpClient(HTTP).forcePathStyle(settings.hasOwnS3Endpoint()).build();
  }
}
