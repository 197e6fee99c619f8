package dev.sluice.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parity.RuleCoverage.Status;
import dev.sluice.parity.TestReport.Claim;
import dev.sluice.parity.TestReport.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ParityTest {
  private static final RuleBook BOOK = RuleBook.parse(RuleBookTest.SMALL);

  @Test
  void verifies_a_rule_that_a_passing_test_cites() {
    Parity parity = judge(report("a", Claim.VERIFIED, "", Outcome.PASSED));

    assertThat(parity.rules())
        .containsExactly(
            new RuleCoverage("SQS-001", Status.VERIFIED, List.of("T#a"), "verify", ""),
            missing("SQS-002"),
            missing("SQS-010"),
            missing("OBS-001"));
    assertThat(parity.errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, its test failed",
    "SKIPPED, its test was skipped",
    "NOT_RUN, its test was not run"
  })
  void misses_a_rule_as_soon_as_one_test_of_it_does_not_pass(Outcome outcome, String reason) {
    Parity parity =
        judge(
            report("passed", Claim.VERIFIED, "", Outcome.PASSED),
            report("other", Claim.VERIFIED, "", outcome));

    assertThat(parity.rules().getFirst())
        .isEqualTo(
            new RuleCoverage("SQS-001", Status.MISSING, List.of("T#other"), "verify", reason));
  }

  @Test
  void misses_a_rule_whose_tests_did_not_run() {
    Parity parity =
        judge(
            report("b", Claim.VERIFIED, "", Outcome.SKIPPED),
            report("a", Claim.VERIFIED, "", Outcome.NOT_RUN));

    assertThat(parity.rules().getFirst())
        .isEqualTo(
            new RuleCoverage(
                "SQS-001",
                Status.MISSING,
                List.of("T#a", "T#b"),
                "verify",
                "its test was not run; its test was skipped"));
  }

  @Test
  void tells_a_refusal_from_a_proof() {
    Parity parity =
        judge(
            report("a", Claim.REFUSED, "must be 1", Outcome.PASSED),
            report("b", Claim.REFUSED, "is unknown", Outcome.PASSED));

    assertThat(parity.rules().getFirst())
        .isEqualTo(
            new RuleCoverage(
                "SQS-001",
                Status.REFUSED,
                List.of("T#a", "T#b"),
                "verify",
                "is unknown; must be 1"));
    assertThat(parity.errors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void does_not_let_a_rule_be_both_honoured_and_refused(Outcome ofTheRefusal) {
    Parity parity =
        judge(
            report("refuses", Claim.REFUSED, "must be 1", ofTheRefusal),
            report("honours", Claim.VERIFIED, "", Outcome.PASSED));

    assertThat(parity.rules().getFirst().status()).isEqualTo(Status.MISSING);
    assertThat(parity.errors())
        .singleElement()
        .asString()
        .contains("SQS-001", "VERIFIED by T#honours", "REFUSED by T#refuses");
  }

  @Test
  void believes_a_test_rather_than_a_declaration() {
    var exempt = new NotApplicable(Map.of("SQS-001", "outside", "SQS-002", "outside"));

    Parity parity =
        Parity.judge(
            BOOK, exempt, List.of(report("a", Claim.VERIFIED, "", Outcome.PASSED)), "verify");

    assertThat(parity.rules().get(0).status()).isEqualTo(Status.VERIFIED);
    assertThat(parity.rules().get(1))
        .isEqualTo(
            new RuleCoverage("SQS-002", Status.NOT_APPLICABLE, List.of(), "verify", "outside"));
  }

  @Test
  void reports_citations_that_cannot_be_right_with_their_test() {
    Parity parity =
        judge(
            new TestReport(
                "run",
                "ingest",
                "verify",
                "T",
                "a",
                List.of("SQS-999"),
                Claim.VERIFIED,
                "",
                Outcome.PASSED),
            report("b", Claim.REFUSED, " ", Outcome.PASSED));

    assertThat(parity.errors()).hasSize(2);
    assertThat(parity.errors().get(0)).startsWith("T#a:").contains("SQS-999");
    assertThat(parity.errors().get(1)).startsWith("T#b:").contains("needs a reason");
  }

  private static Parity judge(TestReport... reports) {
    return Parity.judge(BOOK, new NotApplicable(Map.of()), List.of(reports), "verify");
  }

  private static TestReport report(String method, Claim as, String reason, Outcome outcome) {
    return new TestReport(
        "run", "ingest", "verify", "T", method, List.of("SQS-001"), as, reason, outcome);
  }

  private static RuleCoverage missing(String rule) {
    return new RuleCoverage(rule, Status.MISSING, List.of(), "verify", "no test cites it");
  }
}
