package dev.sluice.local;

/// A service of AWS that the local cloud can serve.
public enum Service {
  /// Amazon SQS, by ElasticMQ in this process.
  SQS,
  /// Amazon SNS, by a server of our own.
  SNS,
  /// Amazon S3, by s3proxy in a child process behind a front of our own that emits notifications.
  S3,
  /// Amazon Kinesis Data Streams, by a server of our own.
  KINESIS,
  /// Amazon DynamoDB with its streams, by DynamoDB Local in a child process.
  DYNAMODB;

  /// The environment variable by which the AWS SDKs are told this service's address.
  String endpointVariable() {
    return "AWS_ENDPOINT_URL_" + name();
  }
}
