package dev.sluice.rules;

/// What became of a test method over all its invocations. Ordered: of two, the later one is what
/// counts, so that a method has passed only if every invocation has.
enum Outcome {
  /// Planned, but nothing of it was executed.
  NOT_RUN,
  /// Every invocation so far has passed.
  PASSED,
  /// At least one invocation was disabled or gave up on an assumption; none failed.
  SKIPPED,
  /// At least one invocation failed, or what it stands in did.
  FAILED;

  Outcome and(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
