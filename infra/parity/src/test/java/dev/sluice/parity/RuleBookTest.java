package dev.sluice.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RuleBookTest {
  static final List<String> SMALL =
      List.of(
          "| Area | Subject | Section |",
          "|---|---|---|",
          "| SQS | SQS poller (standard and FIFO) | 2 |",
          "| OBS | Metrics, logs, traces | 9 |",
          "| **OBS-001** [documented] | Invocations | Count |",
          "* **SQS-002** [recorded] Named before OBS-001, which is no definition of **SQS-009**.",
          "* **SQS-001** [inferred] The first.",
          "* **SQS-010** [recorded] The last.");

  @Test
  void reads_areas_and_rules_with_their_marks() {
    RuleBook book = RuleBook.parse(SMALL);

    assertThat(book.areas())
        .containsExactly(
            java.util.Map.entry("SQS", "SQS poller (standard and FIFO)"),
            java.util.Map.entry("OBS", "Metrics, logs, traces"));
    assertThat(book.in("SQS"))
        .containsExactly(
            new RuleBook.NumberedRule("SQS-001", "inferred"),
            new RuleBook.NumberedRule("SQS-002", "recorded"),
            new RuleBook.NumberedRule("SQS-010", "recorded"));
    assertThat(book.has("OBS-001")).isTrue();
    assertThat(book.has("SQS-009")).isFalse();
  }

  @Test
  void refuses_a_rule_defined_twice() {
    var lines = new java.util.ArrayList<>(SMALL);
    lines.add("* **SQS-001** [recorded] Again.");

    assertThatThrownBy(() -> RuleBook.parse(lines))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SQS-001 twice");
  }

  @Test
  void reads_the_project_s_own_book_whole() throws IOException {
    Path rules = Path.of(System.getProperty("sluice.root"), "docs/rules");

    RuleBook book = RuleBook.read(rules.resolve("lambda-poller-semantics.md"));

    assertThat(book.rules()).hasSizeGreaterThanOrEqualTo(611);
    assertThat(book.areas()).hasSize(15);
    assertThat(book.areas().keySet()).allSatisfy(area -> assertThat(book.in(area)).isNotEmpty());
    NotApplicable outside = NotApplicable.read(rules.resolve("not-applicable.json"), book);
    assertThat(outside.reasons())
        .containsKeys("LIFE-050", "LIFE-056")
        .doesNotContainKey("LIFE-057");
  }

  @Test
  void refuses_an_exemption_of_an_unknown_rule_or_without_a_reason() {
    RuleBook book = RuleBook.parse(SMALL);

    for (String json :
        List.of(
            "[{\"rules\": \"SQS-009\", \"reason\": \"because\"}]",
            "[{\"rules\": \"SQS-001..SQS-009\", \"reason\": \"because\"}]",
            "[{\"rules\": \"SQS-001\"}]")) {
      assertThatThrownBy(() -> NotApplicable.parse(json, book))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SQS-00");
    }
  }
}
