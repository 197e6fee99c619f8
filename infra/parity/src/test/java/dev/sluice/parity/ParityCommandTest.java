package dev.sluice.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParityCommandTest {
  @TempDir Path root;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(root.resolve("docs/rules"));
    Files.write(root.resolve("docs/rules/lambda-poller-semantics.md"), RuleBookTest.SMALL);
    Files.writeString(
        root.resolve("docs/rules/not-applicable.json"),
        "[{\"rules\": \"SQS-002..SQS-010\", \"reason\": \"outside\"}]");
  }

  @Test
  void writes_the_json_and_the_page_from_the_reports_of_all_modules() throws IOException {
    report("ingest", "now", "SQS-001", "PASSED");
    report("infra/local", "now", "OBS-001", "SKIPPED");

    assertThat(run()).isZero();

    assertThat(Files.readString(root.resolve("target/parity.json")))
        .containsIgnoringWhitespaces(
            """
            {"rule": "SQS-001", "status": "verified", "tests": ["dev.sluice.ATest#works"],
             "ring": "verify", "reason": ""}
            """)
        .containsIgnoringWhitespaces(
            """
            {"rule": "OBS-001", "status": "missing", "tests": ["dev.sluice.ATest#works"],
             "ring": "verify", "reason": "its test was skipped"}
            """);
    assertThat(Files.readString(root.resolve("docs/parity.md")))
        .contains("| [SQS](#sqs) | SQS poller (standard and FIFO) | 3 | 1 | 0 | 2 | 0 |")
        .contains("| SQS-001 | verified | inferred | `ATest.works` |")
        .contains("- SQS-002, SQS-010: outside.")
        .contains("Missing: OBS-001 (its test was skipped).");
    assertThat(said())
        .contains("4 rules: 1 verified, 0 refused, 2 not applicable, 1 missing")
        .contains("docs/parity.md has changed");
  }

  @Test
  void leaves_a_page_alone_that_is_already_right() throws IOException {
    report("ingest", "now", "SQS-001", "PASSED");
    assertThat(run()).isZero();
    said.reset();

    assertThat(run()).isZero();

    assertThat(said()).doesNotContain("has changed");
  }

  @Test
  void does_not_count_or_publish_what_an_earlier_run_left() throws IOException {
    report("ingest", "now", "SQS-001", "PASSED");
    report("processor", "before", "OBS-001", "PASSED");

    assertThat(run()).isZero();

    assertThat(said()).contains("1 verified").contains("left as it is");
    assertThat(root.resolve("docs/parity.md")).doesNotExist();
  }

  @Test
  void fails_when_a_test_cites_a_rule_that_does_not_exist() throws IOException {
    report("ingest", "now", "SQS-999", "PASSED");

    assertThat(run()).isEqualTo(1);

    assertThat(said()).contains("dev.sluice.ATest#works: @Rule cites SQS-999");
    assertThat(root.resolve("docs/parity.md")).doesNotExist();
  }

  private int run() throws IOException {
    try (var out = new PrintStream(said, true, UTF_8)) {
      return ParityCommand.run(root, "now", "verify", out);
    }
  }

  private String said() {
    return said.toString(UTF_8);
  }

  private void report(String module, String run, String rule, String outcome) throws IOException {
    Path folder = Files.createDirectories(root.resolve(module).resolve("target/rules"));
    Files.writeString(
        folder.resolve("m-verify-1.jsonl"),
        """
        {"run":"%s","module":"m","ring":"verify","class":"dev.sluice.ATest","method":"works",\
        "rules":["%s"],"as":"VERIFIED","reason":"","outcome":"%s"}
        """
            .formatted(run, rule, outcome));
  }
}
