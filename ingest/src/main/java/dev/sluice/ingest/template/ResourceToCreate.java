package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A resource that must exist before a node can run the template.
public sealed interface ResourceToCreate {

  /// What it is called, for people.
  String name();

  /// A standard queue.
  ///
  /// @param visibilityTimeout 0 to 12 hours
  /// @param redrive where messages go that were received too often; null when they stay
  /// @param attributes other attributes by SQS's names, as numbers
  record Queue(
      String name,
      Duration visibilityTimeout,
      @Nullable Redrive redrive,
      Map<String, Integer> attributes)
      implements ResourceToCreate {

    public Queue {
      Objects.requireNonNull(name);
      Objects.requireNonNull(visibilityTimeout);
      attributes = Map.copyOf(attributes);
    }
  }

  /// A redrive policy.
  ///
  /// @param deadLetterQueue takes a message when it would be received once more
  /// @param maxReceiveCount 1 to 1,000 (DLQ-010)
  record Redrive(Arn deadLetterQueue, int maxReceiveCount) {}

  /// A Kinesis stream of provisioned shards.
  record Stream(String name, int shardCount) implements ResourceToCreate {}

  /// A standard topic.
  record Topic(String name) implements ResourceToCreate {}

  /// A queue's subscription to a topic.
  ///
  /// @param raw whether the queue gets the bare message instead of the envelope
  record Subscription(Arn topic, Arn queue, boolean raw) implements ResourceToCreate {
    @Override
    public String name() {
      return topic.name() + " to " + queue.name();
    }
  }

  /// A bucket.
  record Bucket(String name, List<Notification> notifications) implements ResourceToCreate {
    public Bucket {
      notifications = List.copyOf(notifications);
    }
  }

  /// What a bucket tells a queue.
  ///
  /// @param id shown in events as `configurationId`
  /// @param events such as `s3:ObjectCreated:*`
  record Notification(String id, Arn queue, List<String> events) {
    public Notification {
      events = List.copyOf(events);
    }
  }

  /// A table.
  ///
  /// @param attributeTypes S, N or B by name
  /// @param rangeKey null when there is none
  /// @param throughput null when paid per request
  /// @param timeToLiveAttribute null when items do not expire
  record Table(
      String name,
      Map<String, String> attributeTypes,
      String hashKey,
      @Nullable String rangeKey,
      @Nullable Throughput throughput,
      @Nullable String timeToLiveAttribute)
      implements ResourceToCreate {

    public Table {
      attributeTypes = Map.copyOf(attributeTypes);
    }
  }

  /// Provisioned capacity of a table, 1 or more each.
  record Throughput(long read, long write) {}
}
