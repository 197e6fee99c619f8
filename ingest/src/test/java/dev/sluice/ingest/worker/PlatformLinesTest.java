package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PlatformLinesTest {

  private static final JsonNode RECORDED = Fixtures.read("log-lines.json");
  private static final RequestId REQUEST = new RequestId("c2a6f2ae-7dbb-4d22-8782-d0485c9877e2");
  private static final PlatformLines.Memory MEMORY = new PlatformLines.Memory(128, 36);

  @Test
  @Rule("OBS-041")
  void begins_and_ends_an_invocation_as_recorded() {
    assertThat(PlatformLines.start(REQUEST) + "\n").isEqualTo(RECORDED.get("start").asText());
    assertThat(PlatformLines.end(REQUEST) + "\n").isEqualTo(RECORDED.get("end").asText());
  }

  @Test
  @Rule("OBS-042")
  void reports_as_recorded_to_the_last_tab() {
    Duration cold = Duration.ofNanos(3_010_000);
    Duration warm = Duration.ofNanos(2_900_000);
    Duration init = Duration.ofNanos(110_100_000);

    assertThat(PlatformLines.report(REQUEST, cold, MEMORY, init, null) + "\n")
        .isEqualTo(RECORDED.get("reportFirst").asText());
    assertThat(PlatformLines.report(REQUEST, warm, MEMORY, null, null) + "\n")
        .isEqualTo(RECORDED.get("reportWarm").asText());
  }

  @Test
  @Rule("OBS-040")
  void begins_an_environment_with_a_line_of_the_recorded_shape() {
    String shape =
        RECORDED
            .get("initStart")
            .asText()
            .replaceAll("python:3.13.v60", "NAME")
            .replaceAll("[0-9a-f]{64}", "HASH");

    String line = PlatformLines.initStart("eu-central-1") + "\n";

    assertThat(line.replaceAll("java:[^\t]+", "NAME").replaceAll("[0-9a-f]{64}", "HASH"))
        .isEqualTo(shape);
  }
}
