package dev.sluice.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The launcher script in a checkout of its own, whose path has a space, on a machine that has only
/// what each test gives it: JDKs and Maven are small scripts that say what they were asked to do.
final class LauncherTest {
  private static final String[] TOOLS = {
    "sh",
    "awk",
    "basename",
    "cat",
    "dirname",
    "env",
    "find",
    "head",
    "kill",
    "ln",
    "mkdir",
    "mv",
    "printf",
    "readlink",
    "rm",
    "sed",
    "sleep",
    "tr",
    "touch"
  };

  @TempDir Path machine;
  private Path checkout;
  private Path bin;
  private final Map<String, String> environment = new HashMap<>();

  private record Answer(int exit, String out, String err) {}

  @BeforeEach
  void prepare() throws IOException {
    checkout = Files.createDirectories(machine.resolve("a check out"));
    bin = Files.createDirectories(machine.resolve("bin"));
    Path root = Path.of(System.getProperty("sluice.root"));
    for (String file : List.of("sluice", "pom.xml")) {
      Files.copy(root.resolve(file), checkout.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String folder : List.of("ingest", "processor", "dlq-replayer", "infra/demo")) {
      write(checkout.resolve(folder).resolve("src/main/java/Some.java"), "class Some {}");
    }
    for (String tool : TOOLS) {
      for (String folder : List.of("/bin", "/usr/bin")) {
        if (Files.exists(Path.of(folder, tool)) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), Path.of(folder, tool));
        }
      }
    }
    environment.put("PATH", bin.toString());
    environment.put("HOME", machine.resolve("home").toString());
    environment.put("SLUICE_JDK_FOLDERS", machine.resolve("jdks").toString());
  }

  @Test
  void teaches_its_commands_without_java_or_maven() throws Exception {
    for (List<String> line : List.of(List.<String>of(), List.of("help"), List.of("--help"))) {
      Answer answer = sluice(line);

      assertThat(answer.exit()).isZero();
      assertThat(answer.out()).contains("./sluice demo", "./sluice check", "./sluice dlq");
      assertThat(answer.err()).isEmpty();
    }
    assertThat(sluice(List.of("--version")).out()).matches("sluice \\d+\\.\\d+\\.\\d+.*\\n");
  }

  @ParameterizedTest
  @CsvSource({"dmo, demo", "chekc, check", "lokal, local"})
  void suggests_the_command_that_was_probably_meant(String typed, String meant) throws Exception {
    Answer answer = sluice(List.of(typed));

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).contains("'" + typed + "'", "Did you mean: ./sluice " + meant + "\n");
  }

  @Test
  void suggests_nothing_for_a_word_unlike_any_command() throws Exception {
    Answer answer = sluice(List.of("xylophone"));

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).contains("Commands: demo").doesNotContain("Did you mean");
  }

  @Test
  void says_what_to_install_when_every_java_is_too_old() throws Exception {
    jdk("jdks/old", "17.0.15");

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(69);
    assertThat(answer.err())
        .contains(
            "JDK 25 or newer", "Java 17 in " + machine.resolve("jdks/old"), "SLUICE_JAVA_HOME");
  }

  @Test
  void tells_which_jdk_it_uses() throws Exception {
    jdk("jdks/old", "17.0.15");
    Path home = jdk("jdks/recent", "25.0.3");

    assertThat(sluice(List.of("--java-home")).out()).isEqualTo(home + "\n");
  }

  @Test
  void finds_a_jdk_without_a_home_folder() throws Exception {
    Path home = jdk("jdks/recent", "25.0.3");
    environment.remove("HOME");

    Answer answer = sluice(List.of("--java-home"));

    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).isEqualTo(home + "\n");
  }

  @Test
  void does_not_take_another_java_than_the_one_it_was_told() throws Exception {
    jdk("jdks/new", "25.0.3");
    environment.put("SLUICE_JAVA_HOME", machine.resolve("nowhere").toString());

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(69);
    assertThat(answer.err()).contains("SLUICE_JAVA_HOME is " + machine.resolve("nowhere"));
  }

  @Test
  void says_that_maven_is_missing_only_when_it_must_build() throws Exception {
    jdk("jdks/new", "25.0.3");

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(69);
    assertThat(answer.err()).contains("needs Maven", "apt install maven");
  }

  @ParameterizedTest
  @CsvSource({
    "demo --nodes 2, infra/demo, dev.sluice.demo.DemoCommand --nodes 2",
    "run t.yaml, ingest, dev.sluice.ingest.app.Main run t.yaml",
    "check t.yaml, ingest, dev.sluice.ingest.app.Main check t.yaml",
    "local, infra/local, dev.sluice.local.LocalCommand",
    "dlq ls, dlq-replayer, dev.sluice.replayer.command.Main ls",
    "help dlq, dlq-replayer, dev.sluice.replayer.command.Main --help",
  })
  void becomes_java_with_the_class_path_and_main_class_of_the_command(
      String line, String module, String main) throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);

    Answer answer = sluice(List.of(line.split(" ")));

    assertThat(answer.exit()).isEqualTo(5);
    assertThat(answer.out())
        .contains("-Dsluice.root=" + checkout.toRealPath() + "\n")
        .contains("%s/%s/target/classes:".formatted(checkout.toRealPath(), module))
        .endsWith(main.replace(' ', '\n') + "\n");
  }

  @Test
  void passes_arguments_on_as_they_are() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);

    Answer answer = sluice(List.of("demo", "--data", "my file.json", "*", ""));

    assertThat(answer.out()).endsWith("\n--data\nmy file.json\n*\n\n");
  }

  @Test
  void builds_again_only_when_a_source_has_changed() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);

    assertThat(sluice(List.of("demo")).err()).contains("Building (first use)", "DynamoDB Local");
    assertThat(sluice(List.of("demo")).err()).isEmpty();
    Files.delete(checkout.resolve("processor/src/main/java/Some.java"));
    environment.put("SLUICE_SKIP_BUILD", "1");
    assertThat(sluice(List.of("demo")).err()).isEmpty();
    environment.remove("SLUICE_SKIP_BUILD");
    assertThat(sluice(List.of("demo")).err())
        .contains("Building (processor/src/main/java changed)")
        .doesNotContain("DynamoDB Local");
    assertThat(sluice(List.of("demo")).err()).isEmpty();
  }

  @Test
  void keeps_standard_output_for_the_command() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.out()).doesNotContain("maven was here");
    assertThat(answer.err()).contains("maven was here");
  }

  @Test
  void does_not_start_what_could_not_be_built() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(1);

    Answer first = sluice(List.of("demo"));
    Answer second = sluice(List.of("demo"));

    assertThat(first.exit()).isEqualTo(70);
    assertThat(first.err()).contains("The build failed");
    assertThat(first.out()).isEmpty();
    assertThat(second.exit()).isEqualTo(70);
  }

  @Test
  void takes_over_the_lock_of_a_launcher_that_died() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    Process dead = new ProcessBuilder("sh", "-c", "exit 0").start();
    dead.waitFor();
    Path lock = checkout.resolve("target/sluice/building");
    Files.createDirectories(checkout.resolve("target/sluice"));
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(5);
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @Test
  void leaves_the_lock_alone_that_another_launcher_made_when_it_took_over_first() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    Path lock = checkout.resolve("target/sluice/building");
    Files.createDirectories(checkout.resolve("target/sluice"));
    Process dead = new ProcessBuilder("sh", "-c", "exit 0").start();
    dead.waitFor();
    Process other = new ProcessBuilder("sh", "-c", "read -r line").start();
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));
    // The other one takes over right after the first look at the lock.
    Path readlink = bin.resolve("readlink").toRealPath();
    Files.delete(bin.resolve("readlink"));
    executable(
        bin.resolve("readlink"),
        """
        #!/bin/sh
        '%1$s' "$@" || exit 1
        if [ ! -e '%2$s' ]; then
          : >'%2$s'
          rm "$1" && ln -s %3$d "$1"
        fi
        """
            .formatted(readlink, machine.resolve("taken over"), other.pid()));

    Process waiting = start(List.of("demo"));
    try (var lines = waiting.errorReader(UTF_8)) {
      assertThat(lines.readLine()).contains("process " + other.pid() + ") is building");
      assertThat(Files.readSymbolicLink(lock)).hasToString(Long.toString(other.pid()));
      other.outputWriter(UTF_8).close();
      assertThat(lines.lines().toList()).anyMatch(line -> line.contains("Building (first use)"));
    }
    assertThat(waiting.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting.exitValue()).isEqualTo(5);
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @Test
  void gives_up_when_the_lock_cannot_be_made() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    write(checkout.resolve("target/sluice/building"), "not a lock");

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(70);
    assertThat(answer.err())
        .contains("lock", "cannot be made: " + checkout.toRealPath() + "/target/sluice/building");
  }

  @Test
  void gives_up_when_there_can_be_no_folder_for_what_it_builds() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    write(checkout.resolve("target"), "not a folder");

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.exit()).isEqualTo(70);
    assertThat(answer.err()).contains("no folder " + checkout.toRealPath() + "/target/sluice");
  }

  @ParameterizedTest
  @CsvSource({
    "demo, infra/demo/target/lib",
    "demo, ingest/target/lib",
    "demo, dlq-replayer/target/lib",
    "demo, processor/target/processor.jar",
    "demo, infra/local/s3/target/lib",
    "local, infra/local/s3/target/lib",
    "local, infra/local/dynamodb/target/lib",
    "dlq, dlq-replayer/target/lib",
  })
  void builds_again_when_what_the_command_needs_is_missing(String command, String need)
      throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    sluice(List.of(command));

    Files.delete(checkout.resolve(need));

    assertThat(sluice(List.of(command)).err()).contains("Building (" + need + " is missing)");
    assertThat(sluice(List.of(command)).err()).isEmpty();
  }

  @Test
  void waits_for_another_launcher_that_is_building() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    Path lock = checkout.resolve("target/sluice/building");
    Files.createDirectories(checkout.resolve("target/sluice"));
    Process other = new ProcessBuilder("sh", "-c", "read -r line").start();
    Files.createSymbolicLink(lock, Path.of(Long.toString(other.pid())));

    Process waiting = start(List.of("demo"));
    try (var lines = waiting.errorReader(UTF_8)) {
      assertThat(lines.readLine()).contains("process " + other.pid() + ") is building");
      assertThat(waiting.isAlive()).isTrue();
      other.outputWriter(UTF_8).close();
      assertThat(lines.lines().toList()).anyMatch(line -> line.contains("Building (first use)"));
    }
    assertThat(waiting.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting.exitValue()).isEqualTo(5);
  }

  @Test
  void works_through_a_symbolic_link_from_another_folder() throws Exception {
    jdk("jdks/new", "25.0.3");
    maven(0);
    Path links = Files.createDirectories(machine.resolve("links"));
    Files.createSymbolicLink(links.resolve("absolute"), checkout.resolve("sluice"));
    Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));

    Answer answer = answerOf(new ProcessBuilder(links.resolve("relative").toString(), "demo"));

    assertThat(answer.out()).contains("-Dsluice.root=" + checkout.toRealPath() + "\n");
  }

  @Test
  void finds_a_jdk_named_by_a_variable_before_looking_around() throws Exception {
    jdk("jdks/around", "26");
    jdk("my jdks/named", "25.0.3");
    maven(0);
    environment.put("JAVA_HOME", jdk("jdks/older", "21.0.1").toString());
    environment.put("JAVA_HOME_25_X64", machine.resolve("my jdks/named").toString());

    Answer answer = sluice(List.of("demo"));

    assertThat(answer.out()).startsWith(machine.resolve("my jdks/named") + "/bin/java\n");
    assertThat(answer.err()).contains("maven on " + machine.resolve("jdks/older"));
  }

  /// A JDK that prints its own path and its arguments, one a line, and exits with 5.
  private Path jdk(String folder, String version) throws IOException {
    Path home = machine.resolve(folder);
    write(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    String script = "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\nexit 5\n";
    executable(home.resolve("bin/java"), script);
    executable(home.resolve("bin/javac"), script);
    return home;
  }

  /// A Maven that makes what the launcher looks for, and exits as told.
  private void maven(int exit) throws IOException {
    executable(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        echo "maven was here"
        echo "maven on $JAVA_HOME"
        [ %1$d = 0 ] || exit %1$d
        for main in infra/demo/target/classes/dev/sluice/demo/DemoCommand \
            ingest/target/classes/dev/sluice/ingest/app/Main \
            infra/local/target/classes/dev/sluice/local/LocalCommand \
            dlq-replayer/target/classes/dev/sluice/replayer/command/Main; do
          mkdir -p "$(dirname "$main")" "${main%%%%/classes/*}/lib"
          touch "$main.class"
        done
        mkdir -p infra/local/s3/target/lib infra/local/dynamodb/target/lib processor/target
        touch processor/target/processor.jar
        """
            .formatted(exit));
  }

  private Answer sluice(List<String> arguments) throws IOException, InterruptedException {
    return answerOf(processBuilder(arguments));
  }

  private Process start(List<String> arguments) throws IOException {
    ProcessBuilder builder = processBuilder(arguments);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private ProcessBuilder processBuilder(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("sluice").toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(machine.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private Answer answerOf(ProcessBuilder builder) throws IOException, InterruptedException {
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path out = machine.resolve("out");
    Path err = machine.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.outputWriter(UTF_8).close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void executable(Path file, String text) throws IOException {
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
