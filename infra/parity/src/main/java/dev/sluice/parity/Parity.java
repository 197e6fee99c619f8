package dev.sluice.parity;

import dev.sluice.parity.RuleCoverage.Status;
import dev.sluice.parity.TestReport.Claim;
import dev.sluice.parity.TestReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How every rule of the book stands, in the book's order, judged from what the tests reported.
///
/// @param errors citations that cannot be right, each naming its test
record Parity(List<RuleCoverage> rules, List<String> errors) {
  Parity {
    rules = List.copyOf(rules);
    errors = List.copyOf(errors);
  }

  static Parity judge(
      RuleBook book, NotApplicable notApplicable, List<TestReport> reports, String ring) {
    Map<String, List<TestReport>> byRule = new TreeMap<>();
    List<String> errors = new ArrayList<>();
    for (TestReport report : reports) {
      if (report.as() == Claim.REFUSED && report.reason().isBlank()) {
        errors.add(report.test() + ": @Rule(as = REFUSED) needs a reason: what is the user told?");
      }
      for (String rule : report.rules()) {
        if (book.has(rule)) {
          byRule.computeIfAbsent(rule, _ -> new ArrayList<>()).add(report);
        } else {
          errors.add(
              "%s: @Rule cites %s, which docs/rules/lambda-poller-semantics.md does not define"
                  .formatted(report.test(), rule));
        }
      }
    }
    List<RuleCoverage> rules = new ArrayList<>();
    for (String area : book.areas().keySet()) {
      for (RuleBook.NumberedRule rule : book.in(area)) {
        List<TestReport> citing = byRule.getOrDefault(rule.id(), List.of());
        String exempt = notApplicable.reasons().getOrDefault(rule.id(), "");
        contradiction(rule.id(), citing).ifPresent(errors::add);
        rules.add(judge(rule.id(), citing, exempt, ring));
      }
    }
    return new Parity(rules, errors.stream().distinct().sorted().toList());
  }

  /// Tests come first: what one shows is no longer a matter of declaration.
  private static RuleCoverage judge(
      String rule, List<TestReport> citing, String exempt, String ring) {
    if (citing.isEmpty()) {
      return exempt.isEmpty()
          ? new RuleCoverage(rule, Status.MISSING, List.of(), ring, "no test cites it")
          : new RuleCoverage(rule, Status.NOT_APPLICABLE, List.of(), ring, exempt);
    }
    List<TestReport> guilty =
        citing.stream().filter(report -> report.outcome() != Outcome.PASSED).toList();
    if (!guilty.isEmpty()) {
      // Also when others passed: what the cited test holds is not shown.
      return new RuleCoverage(rule, Status.MISSING, names(guilty), ring, whyMissing(guilty));
    }
    if (with(citing, Claim.REFUSED).isEmpty()) {
      return new RuleCoverage(rule, Status.VERIFIED, names(citing), ring, "");
    }
    if (!with(citing, Claim.VERIFIED).isEmpty()) {
      return new RuleCoverage(
          rule, Status.MISSING, names(citing), ring, "cited both as verified and as refused");
    }
    String reasons =
        citing.stream()
            .map(TestReport::reason)
            .distinct()
            .sorted()
            .collect(Collectors.joining("; "));
    return new RuleCoverage(rule, Status.REFUSED, names(citing), ring, reasons);
  }

  /// A rule is either honoured or refused: one that is cited as both, with the tests that do so.
  private static Optional<String> contradiction(String rule, List<TestReport> citing) {
    List<TestReport> verified = with(citing, Claim.VERIFIED);
    List<TestReport> refused = with(citing, Claim.REFUSED);
    return verified.isEmpty() || refused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s is cited as VERIFIED by %s, but as REFUSED by %s: a rule is either honoured or refused; drop one"
                .formatted(
                    rule, String.join(", ", names(verified)), String.join(", ", names(refused))));
  }

  private static List<TestReport> with(List<TestReport> reports, Claim claim) {
    return reports.stream().filter(report -> report.as() == claim).toList();
  }

  private static List<String> names(List<TestReport> reports) {
    return reports.stream().map(TestReport::test).distinct().sorted().toList();
  }

  private static String whyMissing(List<TestReport> guilty) {
    return guilty.stream()
        .map(
            report ->
                "its test "
                    + switch (report.outcome()) {
                      case NOT_RUN -> "was not run";
                      case PASSED -> "passed";
                      case SKIPPED -> "was skipped";
                      case FAILED -> "failed";
                    })
        .distinct()
        .sorted()
        .collect(Collectors.joining("; "));
  }

  long count(String area, Status status) {
    return rules.stream()
        .filter(rule -> rule.status() == status && rule.rule().startsWith(area + "-"))
        .count();
  }

  long count(Status status) {
    return rules.stream().filter(rule -> rule.status() == status).count();
  }

  /// One line for the end of the build.
  String summary() {
    return "%d rules: %d verified, %d refused, %d not applicable, %d missing"
        .formatted(
            rules.size(),
            count(Status.VERIFIED),
            count(Status.REFUSED),
            count(Status.NOT_APPLICABLE),
            count(Status.MISSING))
        .toLowerCase(Locale.ROOT);
  }
}
