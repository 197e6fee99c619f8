package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.MessageAttribute;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What is known of one asynchronous event: its messages, its row, and whether it is settled.
final class EventBook {

  private final String id;
  private final String item;

  /// Its messages that are in the inbox.
  private final Set<StoredMessage> messages = new LinkedHashSet<>();

  /// What its row says: the token of the message that counts; null when there is no row.
  private @Nullable String token;

  private boolean done;
  private boolean settled;

  EventBook(String id, String item) {
    this.id = id;
    this.item = item;
  }

  /// The event a message of an inbox belongs to.
  static String eventOf(StoredMessage message) {
    String id = attribute(message, "sluice-id");
    return id == null ? message.id : id;
  }

  private static @Nullable String attribute(StoredMessage message, String name) {
    MessageAttribute attribute = message.content.attributes().get(name);
    return attribute == null ? null : attribute.stringValue();
  }

  String item() {
    return item;
  }

  Set<StoredMessage> messages() {
    return messages;
  }

  boolean isSettled() {
    return settled;
  }

  /// It succeeded, was reported or was dropped.
  void settle() {
    settled = true;
  }

  boolean isDone() {
    return done;
  }

  /// Its row was written or removed.
  void row(@Nullable Map<String, AttributeValue> after) {
    AttributeValue written = after == null ? null : after.get("token");
    token = written == null ? null : written.s();
    done = after != null && written == null;
  }

  /// Whether a message may run, by what the row says now: a first one when there is no row, a
  /// successor when the row names it or the message it follows.
  boolean counts(StoredMessage message) {
    String own = attribute(message, "sluice-token");
    String follows = attribute(message, "sluice-follows");
    if (done) {
      return false;
    }
    if (own == null || token == null) {
      return token == null && follows == null;
    }
    return token.equals(own) || token.equals(follows);
  }

  /// Whether it will be tried again by another message than this one.
  boolean livesOnWithout(StoredMessage message) {
    return messages.stream().anyMatch(other -> other != message && counts(other));
  }

  @Override
  public String toString() {
    return "event " + id + " (" + item + "), row " + (done ? "done" : token) + ", " + messages;
  }
}
