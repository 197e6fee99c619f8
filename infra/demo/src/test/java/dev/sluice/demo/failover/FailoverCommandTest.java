package dev.sluice.demo.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailoverCommandTest {

  private final StringWriter errors = new StringWriter();
  private final StringWriter help = new StringWriter();

  @Test
  void refuses_what_it_cannot_do_before_anything_starts() {
    assertThat(run("--kills", "-1")).isEqualTo(2);
    assertThat(run("--stops", "1001")).isEqualTo(2);
    assertThat(run("--nodes", "1")).isEqualTo(2);
    assertThat(run("--shards", "0")).isEqualTo(2);
    assertThat(run("--kills", "0", "--stops", "0")).isEqualTo(2);
    assertThat(run("--kils", "3")).isEqualTo(2);

    assertThat(errors.toString())
        .contains(
            List.of(
                "--kills must be between 0 and 1000, but is -1",
                "--stops must be between 0 and 1000, but is 1001",
                "--nodes must be between 2 and 9, but is 1",
                "--shards must be between 1 and 20, but is 0",
                "expected at least one kill or stop, found --kills 0 --stops 0",
                "--kils"));
  }

  @Test
  void teaches_what_it_measures_and_promises() {
    assertThat(run("--help")).isZero();

    assertThat(help.toString())
        .contains(
            List.of("--kills=N", "Default: 50", "Default: 3", "--report=FILE", "--seed=N", "15 s"));
  }

  private int run(String... arguments) {
    return new CommandLine(new FailoverCommand())
        .setOut(new PrintWriter(help, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }
}
