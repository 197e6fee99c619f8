package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.template.ResourceToCreate.Bucket;
import dev.sluice.ingest.template.ResourceToCreate.Notification;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/// Makes buckets and what they tell.
final class BucketMaker {

  private final S3Client s3;

  BucketMaker(S3Client s3) {
    this.s3 = s3;
  }

  Making make(Bucket bucket) {
    boolean created = create(bucket);
    var found = s3.getBucketNotificationConfiguration(request -> request.bucket(bucket.name()));
    var wanted = bucket.notifications().stream().map(BucketMaker::configuration).toList();
    if (tellsNothing(found) && !wanted.isEmpty()) {
      s3.putBucketNotificationConfiguration(
          request ->
              request
                  .bucket(bucket.name())
                  .notificationConfiguration(
                      configuration -> configuration.queueConfigurations(wanted)));
      return new Making.Created();
    }
    if (created) {
      return new Making.Created();
    }
    var told = described(found.queueConfigurations());
    return Making.compared(
        told.equals(described(wanted))
            ? List.of()
            : List.of("its notifications are " + told + ", not " + described(wanted)));
  }

  private boolean create(Bucket bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket.name()));
      return false;
    } catch (NoSuchBucketException missing) {
      s3.createBucket(request -> request.bucket(bucket.name()));
      return true;
    }
  }

  private static boolean tellsNothing(GetBucketNotificationConfigurationResponse found) {
    return found.queueConfigurations().isEmpty()
        && found.topicConfigurations().isEmpty()
        && found.lambdaFunctionConfigurations().isEmpty();
  }

  private static QueueConfiguration configuration(Notification notification) {
    return QueueConfiguration.builder()
        .id(notification.id())
        .queueArn(notification.queue().toString())
        .eventsWithStrings(notification.events())
        .build();
  }

  private static Set<String> described(List<QueueConfiguration> configurations) {
    return configurations.stream()
        .map(known -> known.id() + " " + known.eventsAsStrings() + " to " + known.queueArn())
        .collect(Collectors.toUnmodifiableSet());
  }
}
