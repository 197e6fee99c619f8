package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How events lie in an inbox, version 1.
///
/// Our own messages are told by the message attribute `sluice-kind`, which what topics and buckets
/// deliver never has; no body can pretend to be one. The body of ours is the function's event
/// itself. A message of kind `event` is an event the Invoke API accepted; one of kind `successor`
/// is a later try of any event and says in further attributes how far that event has come.
final class InboxFormat {

  private static final int VERSION = 1;

  private static final String KIND = "sluice-kind";
  private static final String FORMAT_VERSION = "sluice-version";
  private static final String ID = "sluice-id";
  private static final String ACCEPTED = "sluice-accepted-millis";
  private static final String ATTEMPTS = "sluice-attempts";
  private static final String THROTTLES = "sluice-throttles";
  private static final String TOKEN = "sluice-token";
  private static final String FOLLOWS = "sluice-follows";

  private final FunctionName function;
  private final PushedEventReader pushed;

  /// @param function whose inbox it is
  InboxFormat(FunctionName function, PushedEventReader pushed) {
    this.function = function;
    this.pushed = pushed;
  }

  /// What a message turned out to be.
  sealed interface Reading {

    /// An event as it was accepted.
    record First(QueuedEvent event, Payload payload) implements Reading {}

    /// A later try of an event.
    ///
    /// @param token what the event's row must hold for it to run
    /// @param follows the token of the message it succeeds; null when that was the event's first
    record Successor(
        QueuedEvent event, Payload payload, EventToken token, @Nullable EventToken follows)
        implements Reading {}

    /// A message that calls nobody.
    record Ignored(String why) implements Reading {}

    /// Nothing this version can read.
    record Unreadable(String why) implements Reading {}
  }

  /// The message of an event that was just accepted.
  static OutgoingMessage first(Payload payload, @Nullable String traceHeader) {
    return new OutgoingMessage(
        body(payload), traceHeader, Map.of(KIND, "event", FORMAT_VERSION, "" + VERSION));
  }

  /// The message of an event's next try.
  static OutgoingMessage successor(Reading.Successor next, @Nullable String traceHeader) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(KIND, "successor");
    attributes.put(FORMAT_VERSION, "" + VERSION);
    attributes.put(ID, next.event().id().value());
    attributes.put(ACCEPTED, "" + next.event().acceptedAt().toEpochMilli());
    attributes.put(ATTEMPTS, "" + next.event().attempts());
    attributes.put(THROTTLES, "" + next.event().throttlesInARow());
    attributes.put(TOKEN, next.token().value());
    EventToken follows = next.follows();
    if (follows != null) {
      attributes.put(FOLLOWS, follows.value());
    }
    return new OutgoingMessage(body(next.payload()), traceHeader, attributes);
  }

  /// Whether a topic or bucket put the message here, rather than a node.
  boolean isPushed(InboxMessage message) {
    return !message.attributes().containsKey(KIND);
  }

  Reading read(InboxMessage message) {
    String kind = message.attributes().get(KIND);
    if (kind == null) {
      return switch (pushed.read(message.body())) {
        case PushedEventReader.PushedEvent.Event(String json) ->
            new Reading.First(accepted(message), Payload.of(json));
        case PushedEventReader.PushedEvent.Ignored(String why) -> new Reading.Ignored(why);
        case PushedEventReader.PushedEvent.Unreadable(String why) -> new Reading.Unreadable(why);
      };
    }
    String version = message.attributes().get(FORMAT_VERSION);
    if (!("" + VERSION).equals(version)) {
      return new Reading.Unreadable(
          "expected inbox format version " + VERSION + ", found " + version);
    }
    return switch (kind) {
      case "event" -> new Reading.First(accepted(message), Payload.of(message.body()));
      case "successor" -> successor(message);
      default -> new Reading.Unreadable("expected kind event or successor, found " + kind);
    };
  }

  private QueuedEvent accepted(InboxMessage message) {
    return QueuedEvent.accepted(function, new RequestId(message.messageId()), message.sentAt());
  }

  private Reading successor(InboxMessage message) {
    try {
      var event =
          new QueuedEvent(
              function,
              new RequestId(attribute(message, ID)),
              Instant.ofEpochMilli(Long.parseLong(attribute(message, ACCEPTED))),
              Integer.parseInt(attribute(message, ATTEMPTS)),
              Integer.parseInt(attribute(message, THROTTLES)));
      String follows = message.attributes().get(FOLLOWS);
      return new Reading.Successor(
          event,
          Payload.of(message.body()),
          new EventToken(attribute(message, TOKEN)),
          follows == null ? null : new EventToken(follows));
    } catch (IllegalArgumentException malformed) {
      return new Reading.Unreadable("its attributes are malformed: " + malformed.getMessage());
    }
  }

  private static String attribute(InboxMessage message, String name) {
    String value = message.attributes().get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value;
  }

  /// U+FFFE and U+FFFF are the only characters that JSON text may hold as they are and a message
  /// may not; in JSON they stand inside strings, where an escape says the same.
  private static String body(Payload payload) {
    return payload.text().replace("\uFFFE", "\\uFFFE").replace("\uFFFF", "\\uFFFF");
  }
}
