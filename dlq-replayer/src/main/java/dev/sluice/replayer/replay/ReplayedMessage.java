package dev.sluice.replayer.replay;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.replayer.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A redriven message as it is sent to its source again: unchanged, but for one attribute that
/// names the message it was (DLQ-043), since its new message id breaks idempotency by message id.
///
/// @param body as it was
/// @param attributes as they were, the mark included
/// @param traceHeader `AWSTraceHeader` as it was; null when there was none
/// @param groupId of a standard queue's fair share; null when there was none
/// @param notes what a person should know
public record ReplayedMessage(
    String body,
    Map<String, MessageAttribute> attributes,
    @Nullable String traceHeader,
    @Nullable String groupId,
    List<String> notes) {

  /// The message attribute that holds the id the message had when it was first dead-lettered.
  public static final String MARK = "sluice-replayed-from";

  /// The most message attributes a message can have.
  static final int MOST_ATTRIBUTES = 10;

  /// The largest message (DLQ-018), attributes included.
  static final int MOST_BYTES = 1024 * 1024;

  private static final String TYPE = "String";

  public ReplayedMessage {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    notes = List.copyOf(notes);
  }

  static ReplayedMessage of(DeadLetter letter) {
    Map<String, MessageAttribute> attributes =
        new LinkedHashMap<>(letter.message().messageAttributes());
    List<String> notes = new ArrayList<>();
    String id = letter.id().value();
    int mark = (MARK + TYPE + id).getBytes(StandardCharsets.UTF_8).length;
    if (attributes.containsKey(MARK)) {
      // Replayed before: the oldest id is the one by which a consumer may know it.
    } else if (attributes.size() >= MOST_ATTRIBUTES) {
      notes.add(MARK + " was left out: the message has " + attributes.size() + " attributes");
    } else if (letter.size() + mark > MOST_BYTES) {
      notes.add(MARK + " was left out: the message would be too large");
    } else {
      attributes.put(MARK, new MessageAttribute(TYPE, id, null));
    }
    Map<String, String> system = letter.message().attributes();
    return new ReplayedMessage(
        letter.message().body(),
        attributes,
        system.get("AWSTraceHeader"),
        system.get("MessageGroupId"),
        notes);
  }
}
