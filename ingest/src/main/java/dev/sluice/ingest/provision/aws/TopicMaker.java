package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.template.ResourceToCreate.Subscription;
import dev.sluice.ingest.template.ResourceToCreate.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;

/// Makes topics and their subscriptions.
final class TopicMaker {

  private static final String RAW = "RawMessageDelivery";

  private final SnsClient sns;

  TopicMaker(SnsClient sns) {
    this.sns = sns;
  }

  Making make(Topic topic) {
    boolean exists =
        sns.listTopicsPaginator().topics().stream()
            .anyMatch(known -> known.topicArn().endsWith(":" + topic.name()));
    if (exists) {
      return new Making.Kept();
    }
    sns.createTopic(request -> request.name(topic.name()));
    return new Making.Created();
  }

  Making make(Subscription subscription) {
    var existing = find(subscription);
    if (existing.isPresent()) {
      String raw =
          sns.getSubscriptionAttributes(request -> request.subscriptionArn(existing.get()))
              .attributes()
              .getOrDefault(RAW, "false");
      boolean same = Boolean.parseBoolean(raw) == subscription.raw();
      return Making.compared(
          same ? List.of() : List.of(RAW + " is " + raw + ", not " + subscription.raw()));
    }
    sns.subscribe(
        request ->
            request
                .topicArn(subscription.topic().toString())
                .protocol("sqs")
                .endpoint(subscription.queue().toString())
                .attributes(Map.of(RAW, Boolean.toString(subscription.raw()))));
    return new Making.Created();
  }

  private Optional<String> find(Subscription subscription) {
    String queue = subscription.queue().toString();
    return sns
        .listSubscriptionsByTopicPaginator(
            request -> request.topicArn(subscription.topic().toString()))
        .subscriptions()
        .stream()
        .filter(known -> queue.equals(known.endpoint()))
        .map(known -> known.subscriptionArn())
        .findFirst();
  }
}
