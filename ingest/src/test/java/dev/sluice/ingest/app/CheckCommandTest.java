package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.rules.Rule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {

  private static final String TEMPLATE =
      """
      Parameters: {Size: {Type: Number, Default: 5}, Key: {Type: String, Default: hush, NoEcho: true}}
      Resources:
        Orders: {Type: AWS::SQS::Queue}
        Role: {Type: AWS::IAM::Role}
        Worker:
          Type: AWS::Serverless::Function
          Properties:
            Handler: a.B
            Runtime: java25
            CodeUri: worker.jar
            Environment: {Variables: {KEY: !Ref Key}}
            Events:
              Source: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: !Ref Size}}
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("worker.jar"), "");
    Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String template() {
    return folder.resolve("template.yaml").toString();
  }

  @Test
  @Rule("CONC-002")
  void lets_an_account_run_a_thousand_invocations_at_once_unless_told_otherwise()
      throws IOException {
    String reserving = "Runtime: java25\n      ReservedConcurrentExecutions: 901";
    Files.writeString(
        folder.resolve("template.yaml"), TEMPLATE.replace("Runtime: java25", reserving));

    assertThat(run("check", template())).isNotZero();
    assertThat(err + "" + out).contains("leaves less than 100");
    assertThat(run("check", template(), "--account-concurrency", "1001")).isZero();
    Files.writeString(
        folder.resolve("template.yaml"),
        TEMPLATE.replace("Runtime: java25", reserving.replace("901", "900")));
    assertThat(run("check", template())).isZero();
  }

  @Test
  void prints_effective_settings_and_nothing_secret() {
    assertThat(run("check", template(), "--parameter", "Size=7", "--stack-name", "shop")).isZero();

    assertThat(out.toString())
        .contains("stack: shop")
        .contains("shop-Worker")
        .contains("batchSize: 7")
        .contains("reportBatchItemFailures: false")
        .contains("variables: KEY")
        .contains("inbox: sluice-inbox-shop-Worker")
        .contains("queue shop-Orders, visibility 30 s")
        .contains("Resources.Role.Properties (AWS::IAM::Role)")
        .contains("problems: none")
        .doesNotContain("hush");
  }

  @Test
  void prints_the_same_as_json() throws IOException {
    assertThat(run("check", "--json", template())).isZero();

    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.path("ok").asBoolean()).isTrue();
    assertThat(report.path("functions").path(0).path("timeoutSeconds").asInt()).isEqualTo(3);
    assertThat(report.path("mappings").path(0).path("batchSize").asInt()).isEqualTo(5);
    assertThat(report.path("mappings").path(0).path("id").asText()).hasSize(36);
  }

  @Test
  void lists_all_problems_with_their_lines_and_exits_with_2() throws IOException {
    Files.writeString(
        folder.resolve("template.yaml"),
        TEMPLATE.replace("BatchSize", "BatchSise").replace("java25", "ruby3"));

    assertThat(run("check", template())).isEqualTo(2);
    assertThat(out.toString().lines())
        .containsExactly(
            "line 9: Resources.Worker.Properties.Runtime must be a Java runtime such as java25, but"
                + " is ruby3.",
            "line 13: Resources.Worker.Properties.Events.Source.Properties has no BatchSise; did"
                + " you mean BatchSize?",
            "2 problems");
  }

  @Test
  void says_which_code_is_not_there() throws IOException {
    Files.delete(folder.resolve("worker.jar"));

    assertThat(run("check", template(), "--json")).isEqualTo(2);
    JsonNode problem = new ObjectMapper().readTree(out.toString()).path("problems").path(0);
    assertThat(problem.path("path").asText()).isEqualTo("Resources.Worker.Properties.CodeUri");
    assertThat(problem.path("message").asText()).contains("must name a jar or folder that exists");
  }

  @Test
  void refuses_a_file_that_is_not_there() {
    assertThat(run("check", folder.resolve("absent.yaml").toString())).isEqualTo(2);
    assertThat(out.toString()).contains("absent.yaml");
  }

  @Test
  void explains_itself() {
    assertThat(run("check", "--help")).isZero();
    assertThat(out.toString()).contains("TEMPLATE").contains("--json").contains("Exit codes:");
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing").contains("run").contains("check");
  }

  @Test
  void refuses_settings_that_cannot_be() {
    assertThat(run("check", template(), "--stack-name", "-x")).isNotZero();
    assertThat(err.toString()).contains("stack name");
  }
}
