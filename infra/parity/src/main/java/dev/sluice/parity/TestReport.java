package dev.sluice.parity;

import java.util.List;

/// One citation by one test method, as the listener in `infra/rules` wrote it.
///
/// @param run the build it was part of
/// @param ring which kind of tests: `verify`, or one that is run apart
/// @param rules ids the test claims to prove
record TestReport(
    String run,
    String module,
    String ring,
    String className,
    String method,
    List<String> rules,
    Claim as,
    String reason,
    Outcome outcome) {

  /// What a passing test says of the rules it cites; named as in `Rule.Status`.
  enum Claim {
    /// Sluice does as the rule says.
    VERIFIED,
    /// Sluice rejects the setting, by name.
    REFUSED
  }

  /// What became of the test; named as in the listener.
  enum Outcome {
    /// Nothing of it was executed.
    NOT_RUN,
    /// All its invocations passed.
    PASSED,
    /// One was disabled or gave up on an assumption.
    SKIPPED,
    /// One failed.
    FAILED
  }

  TestReport {
    rules = List.copyOf(rules);
  }

  /// The test by its full name: `dev.sluice.ingest.settle.QueueSettlementTest#deletes_...`.
  String test() {
    return className + "#" + method;
  }
}
