package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message as its queue keeps it. Touched by the simulator's thread alone.
final class StoredMessage {

  /// What a sender says.
  ///
  /// @param group null on a standard queue
  record Content(
      String body,
      @Nullable String group,
      @Nullable String traceHeader,
      Map<String, MessageAttribute> attributes) {

    static Content of(String body) {
      return new Content(body, null, null, Map.of());
    }

    static Content of(String body, @Nullable String group) {
      return new Content(body, group, null, Map.of());
    }
  }

  private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";

  /// Of the attributes that the documentation of SQS shows; nobody checks any other.
  private static final String MD5_OF_ATTRIBUTES = "d25a6aea97eb8f585bfa92d314504a92";

  final String id;
  final Content content;

  /// In the order of sending, over all queues.
  final long number;

  final Instant sentAt;

  int receives;

  /// Whose handle counts; null before the first receive.
  @Nullable Machine receiver;

  /// Deleted, or moved to another queue.
  boolean gone;

  /// Pending while it is hidden: when it comes back.
  @Nullable Event comesBack;

  StoredMessage(String id, Content content, long number, Instant sentAt) {
    this.id = id;
    this.content = content;
    this.number = number;
    this.sentAt = sentAt;
  }

  boolean isHidden() {
    return comesBack != null;
  }

  /// An empty text stands for no group.
  String group() {
    return content.group() == null ? "" : content.group();
  }

  String handle() {
    return id + "#" + receives;
  }

  /// As its latest receive gives it.
  QueueMessage asReceived() {
    var system = new LinkedHashMap<String, String>();
    system.put("ApproximateReceiveCount", Integer.toString(receives));
    system.put("SentTimestamp", Long.toString(sentAt.toEpochMilli()));
    String group = content.group();
    if (group != null) {
      system.put("SequenceNumber", Long.toString(number));
      system.put("MessageGroupId", group);
    }
    String trace = content.traceHeader();
    if (trace != null) {
      system.put("AWSTraceHeader", trace);
    }
    return new QueueMessage(
        id,
        handle(),
        content.body(),
        MD5,
        system,
        content.attributes(),
        content.attributes().isEmpty() ? null : MD5_OF_ATTRIBUTES);
  }

  @Override
  public String toString() {
    return id + " (" + content.body() + ")";
  }
}
