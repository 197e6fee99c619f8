package dev.sluice.parity;

import dev.sluice.parity.RuleCoverage.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes `docs/parity.md`: the same text for the same tests, whatever order they ran in.
final class ParityPage {
  private static final String HEAD =
      """
      # Parity with Lambda, rule by rule

      How Sluice stands to each rule of [the rule book](rules/lambda-poller-semantics.md). Written by
      `mvn verify` from the tests that passed; do not edit by hand. A test names its rules with `@Rule`.

      - **verified**: the tests named show that Sluice does as the rule says.
      - **refused**: Sluice rejects the setting the rule is about, by name, so that nobody relies on it.
      - **not applicable**: about something Sluice does not have ([the list](rules/not-applicable.json)).
      - **missing**: no test shows it yet. It may work; nothing here says so.

      The book's mark says how sure we are of the rule itself: recorded from the real service,
      documented by it, or inferred.

      """;

  private final RuleBook book;
  private final Parity parity;
  private final StringBuilder page = new StringBuilder(HEAD);

  private ParityPage(RuleBook book, Parity parity) {
    this.book = book;
    this.parity = parity;
  }

  static String of(RuleBook book, Parity parity) {
    var page = new ParityPage(book, parity);
    page.counts();
    book.areas().keySet().forEach(page::area);
    return page.page.toString();
  }

  private void counts() {
    page.append("| Area | Subject | Rules | Verified | Refused | Not applicable | Missing |\n");
    page.append("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
    book.areas()
        .forEach(
            (area, subject) -> {
              page.append("| [%s](#%s) ".formatted(area, area.toLowerCase(java.util.Locale.ROOT)));
              page.append("| %s | %s".formatted(subject, book.in(area).size()));
              for (Status status : Status.values()) {
                page.append(" | ").append(parity.count(area, status));
              }
              page.append(" |\n");
            });
    page.append("| | **All** | ").append(parity.rules().size());
    for (Status status : Status.values()) {
      page.append(" | ").append(parity.count(status));
    }
    page.append(" |\n");
  }

  private void area(String area) {
    page.append("\n## ").append(area).append("\n\n");
    page.append(book.areas().get(area)).append(".\n");
    List<RuleCoverage> rules =
        parity.rules().stream().filter(rule -> rule.rule().startsWith(area + "-")).toList();
    shown(rules);
    notApplicable(rules);
    missing(rules);
  }

  private void shown(List<RuleCoverage> rules) {
    List<RuleCoverage> shown =
        rules.stream()
            .filter(rule -> rule.status() == Status.VERIFIED || rule.status() == Status.REFUSED)
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    page.append("\n| Rule | Status | Mark | Shown by |\n| --- | --- | --- | --- |\n");
    for (RuleCoverage rule : shown) {
      String tests =
          rule.tests().stream().map(ParityPage::shortName).collect(Collectors.joining("<br>"));
      String reason = rule.reason().isEmpty() ? "" : rule.reason().replace("|", "\\|") + "<br>";
      page.append(
          "| %s | %s | %s | %s%s |\n"
              .formatted(rule.rule(), rule.status().word(), mark(rule.rule()), reason, tests));
    }
  }

  private void notApplicable(List<RuleCoverage> rules) {
    Map<String, List<String>> byReason =
        rules.stream()
            .filter(rule -> rule.status() == Status.NOT_APPLICABLE)
            .collect(
                Collectors.groupingBy(
                    RuleCoverage::reason,
                    LinkedHashMap::new,
                    Collectors.mapping(RuleCoverage::rule, Collectors.toList())));
    if (!byReason.isEmpty()) {
      page.append("\nNot applicable:\n\n");
      byReason.forEach(
          (reason, ids) -> page.append("- %s: %s.\n".formatted(String.join(", ", ids), reason)));
    }
  }

  private void missing(List<RuleCoverage> rules) {
    List<String> ids =
        rules.stream()
            .filter(rule -> rule.status() == Status.MISSING)
            .map(
                rule ->
                    rule.tests().isEmpty()
                        ? rule.rule()
                        : "%s (%s)".formatted(rule.rule(), rule.reason()))
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    page.append("\nMissing:");
    int column = "Missing:".length();
    for (int i = 0; i < ids.size(); i++) {
      String entry = ids.get(i) + (i + 1 < ids.size() ? "," : ".");
      boolean wrap = column + 1 + entry.length() > 100;
      page.append(wrap ? '\n' : ' ').append(entry);
      column = wrap ? entry.length() : column + 1 + entry.length();
    }
    page.append('\n');
  }

  private String mark(String id) {
    RuleBook.NumberedRule rule = book.rules().get(id);
    return rule == null ? "" : rule.mark();
  }

  /// `dev.sluice.ingest.settle.QueueSettlementTest#deletes` as `QueueSettlementTest.deletes`.
  private static String shortName(String test) {
    String[] parts = test.split("#", 2);
    String simple = parts[0].substring(parts[0].lastIndexOf('.') + 1).replace('$', '.');
    return "`%s.%s`".formatted(simple, parts[1]);
  }
}
