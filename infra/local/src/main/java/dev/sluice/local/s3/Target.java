package dev.sluice.local.s3;

import java.util.List;
import java.util.Locale;

/// One entry of a bucket's notification configuration: which events go to which queue or topic.
///
/// @param id the configuration's id, as events name it
/// @param events event types with `s3:` prefix, perhaps ending in `*`
/// @param prefix how the key must begin, empty for any
/// @param suffix how the key must end, empty for any
record Target(String id, Kind kind, String arn, List<String> events, String prefix, String suffix) {

  Target {
    events = List.copyOf(events);
  }

  /// What receives the events.
  enum Kind {
    QUEUE,
    TOPIC;

    /// The name of the ARN's element in the configuration: `Queue`.
    String element() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /// Whether it wants an event of this name (`ObjectCreated:Put`) about this key.
  boolean wants(String eventName, String key) {
    return wants(eventName) && key.startsWith(prefix) && key.endsWith(suffix);
  }

  private boolean wants(String eventName) {
    return events.stream().anyMatch(pattern -> covers(pattern, "s3:" + eventName));
  }

  /// Whether some event would be wanted by both, which S3 does not allow.
  boolean overlaps(Target other) {
    var sameEvent =
        events.stream()
            .anyMatch(a -> other.events.stream().anyMatch(b -> covers(a, b) || covers(b, a)));
    return sameEvent
        && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
        && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix));
  }

  private static boolean covers(String pattern, String event) {
    return pattern.endsWith("*")
        ? event.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(event);
  }
}
