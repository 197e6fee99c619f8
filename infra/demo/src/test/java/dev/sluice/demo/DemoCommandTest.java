package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {

  private final StringWriter errors = new StringWriter();
  private final StringWriter help = new StringWriter();

  @Test
  void refuses_a_number_of_nodes_that_it_cannot_start() {
    for (String number : new String[] {"0", "10", "-1"}) {
      assertThat(run("--headless", "--nodes", number)).isEqualTo(2);
    }

    assertThat(errors.toString())
        .contains("--nodes must be between 1 and 9, but is 0", "but is 10", "but is -1");
  }

  @Test
  void teaches_how_several_nodes_run() {
    assertThat(run("--help")).isZero();

    assertThat(help.toString())
        .contains("--nodes=N", "1 to 9", "sluice demo --headless --nodes 3 --kill");
  }

  private int run(String... arguments) {
    return new CommandLine(new DemoCommand())
        .setOut(new PrintWriter(help, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }
}
