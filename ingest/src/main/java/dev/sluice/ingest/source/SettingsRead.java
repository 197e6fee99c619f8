package dev.sluice.ingest.source;

/// What asking for a queue's settings gave.
public sealed interface SettingsRead {

  /// The settings as they are now.
  ///
  /// @param settings of the queue
  record Settings(QueueSettings settings) implements SettingsRead {}

  /// There is no such queue (now).
  record QueueMissing() implements SettingsRead {}

  /// The queue could not be asked: out of reach, throttled, refused.
  ///
  /// @param why for logs
  record Unavailable(String why) implements SettingsRead {}
}
