package dev.sluice.replayer.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... words) {
    Run run =
        new Run(
            () -> {
              throw new AssertionError("no client is needed for this");
            },
            false);
    return commandLine(run, InstantSource.system()).execute(words);
  }

  private CommandLine commandLine(Run run, InstantSource clock) {
    return Main.commandLine(run, clock)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay q --to other",
        "replay q --parallel 4",
        "replay",
        "ls",
        "show q",
        "ls q --limit 3",
        "purge q",
        ""
      })
  void refuses_what_it_does_not_know_and_says_what_it_does(String line) {
    String[] words =
        Arrays.stream(line.split(" ")).filter(w -> !w.isEmpty()).toArray(String[]::new);

    assertThat(execute(words)).isEqualTo(2);
    assertThat(err.toString()).contains("sluice dlq");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "ls --help", "show --help", "replay --help"})
  void teaches_with_examples_and_exit_codes(String line) {
    assertThat(execute(line.split(" "))).isZero();
    assertThat(out.toString()).contains("Examples:", "Exit codes:");
  }

  @Test
  void says_that_a_look_costs_a_receive() {
    execute("ls", "--help");

    assertThat(out.toString().replaceAll("\\s+", " ")) // however the lines are broken
        .contains("costs a receive", "never complete");
  }

  @Test
  void brings_a_logging_configuration_of_its_own() {
    String before = System.getProperty("logback.configurationFile");
    try {
      System.clearProperty("logback.configurationFile");
      Main.quieten();

      String resource = System.getProperty("logback.configurationFile");
      assertThat(Main.class.getClassLoader().getResource(resource)).isNotNull();
    } finally {
      if (before == null) {
        System.clearProperty("logback.configurationFile");
      } else {
        System.setProperty("logback.configurationFile", before);
      }
    }
  }
}
