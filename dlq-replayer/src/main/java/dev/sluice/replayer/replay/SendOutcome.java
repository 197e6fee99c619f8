package dev.sluice.replayer.replay;

/// How sending one message ended.
public sealed interface SendOutcome {

  /// The queue has it.
  ///
  /// @param messageId its new id
  record Sent(String messageId) implements SendOutcome {}

  /// The queue does not take it, and would not a little later.
  ///
  /// @param why for people
  record Refused(String why) implements SendOutcome {}

  /// Throttled or out of reach: it may work a little later, and may have worked.
  ///
  /// @param why for people
  record Busy(String why) implements SendOutcome {}
}
