package dev.sluice.replayer.command;

import dev.sluice.ingest.source.sqs.SqsQueueSource;
import dev.sluice.replayer.replay.aws.LambdaFunctions;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The clients of one run.
///
/// @param sqs for letters and for redriven messages
/// @param kinesis for the records of stream letters
/// @param lambda for functions
record Clients(SqsClient sqs, KinesisClient kinesis, LambdaClient lambda) implements AutoCloseable {

  /// One call at a time, and the renewals beside it.
  private static final int CONNECTIONS = 4;

  /// Credentials, region and endpoints as the environment and the AWS configuration files say.
  static Clients fromEnvironment() {
    return new Clients(
        SqsQueueSource.clientBuilder(CONNECTIONS).build(),
        KinesisClient.builder().httpClientBuilder(Apache5HttpClient.builder()).build(),
        LambdaFunctions.clientBuilder().build());
  }

  @Override
  public void close() {
    sqs.close();
    kinesis.close();
    lambda.close();
  }
}
