package dev.sluice.local.delivery;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/// Publishes to topics of the local cloud, named by ARN. Safe for use by several threads.
public final class TopicSender implements AutoCloseable {

  private final SnsClient sns;

  /// Publishes to the topics of the SNS at `endpoint`.
  public TopicSender(URI endpoint, String region) {
    sns =
        SnsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(Apache5HttpClient.builder())
            .build();
  }

  /// Whether the topic exists.
  public boolean exists(String topicArn) {
    try {
      sns.getTopicAttributes(r -> r.topicArn(topicArn));
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /// Publishes; false when there is no such topic. Any other failure is thrown.
  public boolean send(
      String topicArn, String subject, String message, Optional<String> traceHeader) {
    try {
      sns.publish(
          r ->
              r.topicArn(topicArn)
                  .subject(subject)
                  .message(message)
                  .overrideConfiguration(
                      o -> traceHeader.ifPresent(t -> o.putHeader("X-Amzn-Trace-Id", t))));
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  @Override
  public void close() {
    sns.close();
  }
}
