package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command as a process of its own, killed in both ways.
final class LocalCommandTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final List<Process> started = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void the_environment_file_leads_unmodified_clients_to_all_services()
      throws IOException, InterruptedException {
    var file = folder.resolve("cloud.env");
    var command = start(Map.of(), "LocalCommand", "--env-file", file.toString());
    readUntil(command, "Ctrl-C ends it");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var environment = new HashMap<String, String>();
    for (var line : Files.readAllLines(file)) {
      if (line.startsWith("export ")) {
        var equals = line.indexOf('=');
        environment.put(line.substring("export ".length(), equals), line.substring(equals + 1));
      }
    }
    assertThat(environment)
        .containsOnlyKeys(
            "AWS_ENDPOINT_URL_SQS",
            "AWS_ENDPOINT_URL_SNS",
            "AWS_ENDPOINT_URL_S3",
            "AWS_ENDPOINT_URL_KINESIS",
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_REGION",
            "AWS_DEFAULT_REGION");
    // As Ctrl-C does, which reaches all processes of a terminal: whoever works here must be able to
    // settle first.
    for (var child : command.descendants().toList()) {
      for (var signal : List.of("HUP", "INT", "TERM")) {
        new ProcessBuilder("kill", "-s", signal, Long.toString(child.pid())).start().waitFor();
      }
    }
    readUntil(start(environment, "UnmodifiedClients"), "all answered");

    command.destroy();
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nothing_outlives_a_command_that_is_killed()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    var command = start(Map.of(), "LocalCommand");
    readUntil(command, "Ctrl-C ends it");
    var children = command.descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);
    assertThat(temporaryFolders()).hasSize(2);

    command.destroyForcibly();

    for (var child : children) {
      child.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(temporaryFolders()).isEmpty();
  }

  @Test
  void a_file_that_is_not_ours_is_left_alone() throws IOException, InterruptedException {
    var file = Files.writeString(folder.resolve("precious"), "mine\n");

    var command = start(Map.of(), "LocalCommand", "--env-file", file.toString());
    readUntil(command, "was not written by sluice local");

    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(1);
    assertThat(file).hasContent("mine\n");
  }

  @Test
  void wrong_usage_is_told_with_exit_code_2() throws IOException, InterruptedException {
    var command = start(Map.of(), "LocalCommand", "--port", "sqs=65536");
    readUntil(command, "must be between 0 and 65535, but is 65536");

    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(2);
  }

  /// Starts a class of this package as a process, with its temporary files in a folder of ours.
  private Process start(Map<String, String> environment, String main, String... arguments)
      throws IOException {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Dsluice.root=" + System.getProperty("sluice.root", ""));
    words.add("-Djava.io.tmpdir=" + folder);
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add("dev.sluice.local." + main);
    words.addAll(List.of(arguments));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    var process = builder.start();
    started.add(process);
    return process;
  }

  /// Reads a process's output up to a line that contains `text`; what it then still writes fits the
  /// pipe.
  private static void readUntil(Process process, String text) throws IOException {
    var lines = new ArrayList<String>();
    var reader = process.inputReader(StandardCharsets.UTF_8);
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError(
        "It ended without saying '" + text + "':\n" + String.join("\n", lines));
  }

  private List<Path> temporaryFolders() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().startsWith("sluice-local-")).toList();
    }
  }
}
