package dev.sluice.replayer.report;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.Envelope;
import dev.sluice.replayer.deadletter.Reading;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What letters are called, the same in every listing and report.
final class Words {

  private Words() {}

  static String kind(DeadLetter letter) {
    return switch (letter.envelope()) {
      case Envelope.StreamFailure _ -> "stream";
      case Envelope.AsynchronousFailure _ -> "asynchronous";
      case Envelope.RedrivenMessage _ -> "redriven";
      case Envelope.Unknown _ -> "unknown";
    };
  }

  static String when(DeadLetter letter) {
    return Objects.toString(letter.when(), "-");
  }

  /// Why the letter exists.
  static String condition(DeadLetter letter) {
    return switch (letter.envelope()) {
      case Envelope.StreamFailure stream -> stream.failure().condition();
      case Envelope.AsynchronousFailure event ->
          event.errorType() == null
              ? event.failure().condition()
              : event.failure().condition() + " (" + event.errorType() + ")";
      case Envelope.RedrivenMessage _ -> "MaxReceiveCount";
      case Envelope.Unknown(var reason) -> reason;
    };
  }

  /// The function that failed, or the queue the message was moved from; null when unknown.
  static @Nullable String origin(DeadLetter letter) {
    return switch (letter.envelope()) {
      case Envelope.StreamFailure stream -> stream.function().toString();
      case Envelope.AsynchronousFailure event -> event.function().toString();
      case Envelope.RedrivenMessage(var source) -> source.name();
      case Envelope.Unknown _ -> null;
    };
  }

  /// What replaying the letter does.
  static String action(DeadLetter letter) {
    return switch (letter.envelope()) {
      case Envelope.StreamFailure stream ->
          "invoke "
              + stream.function()
              + " with "
              + (stream.range().size() == 1 ? "record " : stream.range().size() + " records from ")
              + stream.range().first()
              + " of "
              + stream.range().shard();
      case Envelope.AsynchronousFailure event -> "invoke " + event.function() + " with its event";
      case Envelope.RedrivenMessage(var source) -> "send to " + source.name();
      case Envelope.Unknown(var reason) -> "skip: " + reason;
    };
  }

  /// Why a reading is not all there is; null when the queue was emptied.
  static @Nullable String shortcoming(Reading.Ending ending) {
    return switch (ending) {
      case Reading.Ending.Emptied _ -> null;
      case Reading.Ending.LimitReached(int most) ->
          "stopped after " + most + " letters, the most one run holds: run it again for the rest";
      case Reading.Ending.Broken(var why) -> "reading broke off: " + why;
    };
  }

  static String letters(int count) {
    return count == 1 ? "1 letter" : count + " letters";
  }

  /// Text that may come from anybody, made harmless for a terminal.
  static String plain(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) && c != '\n' && c != '\t' ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
