package dev.sluice.ingest.simulation;

/// What a simulated thread is doing, for messages.
final class Stacks {

  private Stacks() {}

  static String of(Thread thread) {
    var text =
        new StringBuilder(thread.getName()).append(" (").append(thread.getState()).append(')');
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }
}
