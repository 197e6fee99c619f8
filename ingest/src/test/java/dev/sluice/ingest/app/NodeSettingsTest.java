package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NodeSettingsTest {

  private static NodeSettings leasing(int seconds) {
    return new NodeSettings(0, "sluice", Duration.ofSeconds(25), Duration.ofSeconds(seconds));
  }

  @Test
  void take_a_lease_duration_that_two_heartbeats_and_the_margin_fit_into() {
    assertThat(leasing(6).leaseDuration()).isEqualTo(Duration.ofSeconds(6));
    assertThatThrownBy(() -> leasing(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(6 s), found 5 s");
  }

  @Test
  void are_refused_as_a_wrong_command_line_before_anything_is_made() {
    var errors = new StringWriter();

    int status =
        Main.commandLine()
            .setErr(new PrintWriter(errors))
            .execute("run", "absent.yaml", "--lease-seconds", "5");

    assertThat(status).isEqualTo(ExitStatus.REFUSED);
    assertThat(errors.toString()).contains("lease duration", "6 s");
  }
}
