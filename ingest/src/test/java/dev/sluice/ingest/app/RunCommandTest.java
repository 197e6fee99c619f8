package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The node as a process of its own, on the local cloud.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TERMINATED = 143;

  private LocalCloud cloud;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.SQS);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  /// Although neither the stream nor the lease table can be reached.
  @Test
  void runs_functions_on_what_a_queue_brings_until_told_to_stop() throws Exception {
    var kept = folder.resolve("kept");
    var ready = folder.resolve("ready");
    var node =
        node(environment(), template(kept), "--create-resources", "--ready-file", ready.toString());
    try {
      await("the node is ready", () -> Files.exists(ready), node);
      var sqs = cloud.sqs();
      var url = sqs.getQueueUrl(request -> request.queueName("sluice-Orders")).queueUrl();
      sqs.sendMessage(request -> request.queueUrl(url).messageBody("hello"));

      await("the function ran", () -> lines(kept).equals(List.of("hello")), node);
      await("the message is deleted", () -> messages(url) == 0, node);
      node.destroy();
      assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(node.exitValue()).isEqualTo(TERMINATED);
      assertThat(log()).contains("INFO").contains("The node runs").contains("The node has stopped");
      assertThat(lines(kept)).containsExactly("hello");
    } finally {
      node.destroyForcibly().waitFor();
    }
  }

  @Test
  void creates_nothing_when_one_service_is_not_on_this_machine() throws Exception {
    var environment = environment();
    environment.remove("AWS_ENDPOINT_URL_S3");

    var node =
        node(
            environment,
            template(folder.resolve("kept")),
            "--create-resources",
            "--stack-name",
            "aws");

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isEqualTo(ExitStatus.FAILED);
    assertThat(log())
        .contains("--create-resources is for a local cloud, but S3 is asked at AWS")
        .contains("AWS_ENDPOINT_URL_S3");
    assertThat(cloud.sqs().listQueues().queueUrls()).noneMatch(url -> url.contains("aws-"));
  }

  @Test
  void names_the_queue_that_is_missing_when_it_creates_nothing() throws Exception {
    var node = node(environment(), template(folder.resolve("kept")), "--stack-name", "absent");

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isEqualTo(ExitStatus.FAILED);
    assertThat(log()).contains("refers to the queue absent-Orders, which does not exist");
  }

  @Test
  void refuses_a_ready_file_in_a_folder_that_does_not_exist() {
    var line = Main.commandLine();
    var errors = new StringWriter();
    line.setErr(new PrintWriter(errors));

    int status =
        line.execute("run", "absent.yaml", "--ready-file", folder.resolve("no/ready").toString());

    assertThat(status).isEqualTo(ExitStatus.REFUSED);
    assertThat(errors.toString())
        .contains("--ready-file expects a file in a folder that exists, found")
        .contains("create the folder or name another file");
  }

  @Test
  void stops_in_order_when_the_ready_file_cannot_be_written() throws Exception {
    var ready = Files.createDirectories(folder.resolve("occupied"));
    Files.writeString(ready.resolve("something"), "");

    var node =
        node(
            environment(),
            template(folder.resolve("kept")),
            "--create-resources",
            "--ready-file",
            ready.toString(),
            "--drain-seconds",
            "1");

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isEqualTo(ExitStatus.FAILED);
    assertThat(log())
        .contains("DirectoryNotEmptyException")
        .doesNotContain("The queue cannot be polled", "shut down");
  }

  @Test
  void refuses_to_start_when_failures_could_not_be_sent() throws Exception {
    var template = template(folder.resolve("kept"));
    var config =
        "EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination:"
            + " 'arn:aws:sqs:us-east-1:000000000000:nowhere'}}}\n      Events:";
    Files.writeString(template, Files.readString(template).replace("Events:", config));

    var node = node(environment(), template, "--create-resources", "--stack-name", "unheard");

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isEqualTo(ExitStatus.FAILED);
    assertThat(log())
        .contains("Function Worker OnFailure refers to the queue nowhere, which does not exist");
  }

  @Test
  void wants_to_know_the_account_anywhere_but_on_this_machine() throws Exception {
    var environment = environment();
    environment.put("AWS_ENDPOINT_URL_SQS", "http://sqs.invalid:9");

    var node = node(environment, template(folder.resolve("kept")));

    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isEqualTo(ExitStatus.REFUSED);
    assertThat(log()).contains("give it with --account-id or SLUICE_ACCOUNT_ID");
  }

  private Path template(Path kept) throws IOException {
    var code = Path.of("target", "test-classes").toAbsolutePath();
    return Files.writeString(
        folder.resolve("template.yaml"),
        """
        Resources:
          Orders: {Type: AWS::SQS::Queue}
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Handler: %s::handleRequest
              Runtime: java25
              CodeUri: %s
              Timeout: 20
              Environment: {Variables: {KEPT: %s, QUEUE: !Ref Orders}}
              Events:
                Source: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
                Stream:
                  Type: Kinesis
                  Properties:
                    Stream: arn:aws:kinesis:us-east-1:000000000000:stream/out-of-reach
                    StartingPosition: LATEST
        """
            .formatted(KeepsBodies.class.getName(), code, kept));
  }

  /// Only SQS is asked; the others need an address all the same, so that nothing can reach AWS.
  private Map<String, String> environment() {
    var environment = new HashMap<>(cloud.environment());
    for (var service : Service.values()) {
      environment.putIfAbsent("AWS_ENDPOINT_URL_" + service, "http://127.0.0.1:9");
    }
    return environment;
  }

  private Process node(Map<String, String> environment, Path template, String... options)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "run", template.toString()));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(folder.resolve("log").toFile()).start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private int messages(String url) {
    var attributes =
        cloud
            .sqs()
            .getQueueAttributes(
                request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes();
    return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        + Integer.parseInt(
            attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
  }

  private void await(String what, BooleanSupplier condition, Process node) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || node.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("Never seen: " + what + "; the node says:\n" + log());
      }
    }
  }
}
