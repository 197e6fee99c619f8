package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that failed, as it lies in a queue.
///
/// @param queue where it lies
/// @param message as the last receive gave it
/// @param envelope what the message says
public record DeadLetter(DeadLetterQueue queue, QueueMessage message, Envelope envelope) {

  public DeadLetterId id() {
    return new DeadLetterId(message.messageId());
  }

  /// When it failed as far as the letter says; for a redriven message when it was first sent. Null
  /// when neither is known.
  public @Nullable Instant when() {
    return switch (envelope) {
      case Envelope.StreamFailure stream -> stream.failure().timestamp();
      case Envelope.AsynchronousFailure event -> event.failure().timestamp();
      case Envelope.RedrivenMessage _, Envelope.Unknown _ -> sent();
    };
  }

  /// When its queue, or the queue it was moved from, took the message.
  public @Nullable Instant sent() {
    String millis = message.attributes().get("SentTimestamp");
    return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }

  /// Bytes of body and message attributes, as SQS counts them against its limit (DLQ-018).
  public int size() {
    int size = utf8(message.body());
    for (Map.Entry<String, MessageAttribute> one : message.messageAttributes().entrySet()) {
      MessageAttribute attribute = one.getValue();
      size += utf8(one.getKey()) + utf8(attribute.dataType());
      size += attribute.stringValue() == null ? 0 : utf8(attribute.stringValue());
      size += attribute.base64Value() == null ? 0 : attribute.base64Value().length() / 4 * 3;
    }
    return size;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
