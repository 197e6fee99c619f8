package dev.sluice.parity;

import java.util.List;

/// What is known of one rule.
///
/// @param tests full names: those that showed it, or, if it is missing, those that should have and
///   did not
/// @param ring in which the tests ran
/// @param reason why it is refused, not applicable or missing; empty when verified
record RuleCoverage(String rule, Status status, List<String> tests, String ring, String reason) {

  /// How a rule stands.
  enum Status {
    /// Sluice does as the rule says: every test that cites it passed, and there is one.
    VERIFIED("verified"),
    /// Tests show that Sluice rejects the setting the rule is about, by name.
    REFUSED("refused"),
    /// The rule is about something Sluice does not have and does not offer.
    NOT_APPLICABLE("not-applicable"),
    /// Nothing shows it yet.
    MISSING("missing");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /// As written in `parity.json`.
    String word() {
      return word;
    }
  }

  RuleCoverage {
    tests = List.copyOf(tests);
  }
}
