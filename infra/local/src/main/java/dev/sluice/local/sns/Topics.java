package dev.sluice.local.sns;

import dev.sluice.local.server.ServiceFault;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// The topics and subscriptions of the account. Safe for use by several threads.
final class Topics {

  /// Attributes of topics by ARN. Guarded by this.
  private final TreeMap<String, Map<String, String>> topics = new TreeMap<>();

  /// By ARN. Guarded by this.
  private final TreeMap<String, Subscription> subscriptions = new TreeMap<>();

  synchronized void create(String arn, Map<String, String> attributes) {
    topics.computeIfAbsent(arn, a -> new TreeMap<>()).putAll(attributes);
  }

  synchronized void delete(String arn) {
    topics.remove(arn);
    subscriptions.values().removeIf(s -> s.topicArn().equals(arn));
  }

  synchronized List<String> arns() {
    return List.copyOf(topics.keySet());
  }

  synchronized Map<String, String> attributes(String arn) {
    return Map.copyOf(existing(arn));
  }

  synchronized void setAttribute(String arn, String name, String value) {
    existing(arn).put(name, value);
  }

  private Map<String, String> existing(String arn) {
    var attributes = topics.get(arn);
    if (attributes == null) {
      throw new ServiceFault(404, "NotFound", "Topic does not exist");
    }
    return attributes;
  }

  /// Subscribes a queue; again, when it already is, with the same answer.
  synchronized Subscription subscribe(String topicArn, String queueArn, boolean raw) {
    existing(topicArn);
    for (var known : subscriptions.values()) {
      if (known.topicArn().equals(topicArn) && known.queueArn().equals(queueArn)) {
        if (known.raw() != raw) {
          throw Parameters.invalid(
              "Attributes Reason: Subscription already exists with different attributes");
        }
        return known;
      }
    }
    var arn = topicArn + ":" + UUID.randomUUID();
    var added = new Subscription(arn, topicArn, queueArn, raw);
    subscriptions.put(arn, added);
    return added;
  }

  synchronized void unsubscribe(String arn) {
    subscriptions.remove(arn);
  }

  synchronized Subscription subscription(String arn) {
    var subscription = subscriptions.get(arn);
    if (subscription == null) {
      throw new ServiceFault(404, "NotFound", "Subscription does not exist");
    }
    return subscription;
  }

  synchronized void setRaw(String arn, boolean raw) {
    subscriptions.put(arn, subscription(arn).withRaw(raw));
  }

  synchronized List<Subscription> subscriptionsOf(String topicArn) {
    existing(topicArn);
    return subscriptions.values().stream().filter(s -> s.topicArn().equals(topicArn)).toList();
  }

  synchronized Collection<Subscription> subscriptions() {
    return List.copyOf(subscriptions.values());
  }
}
