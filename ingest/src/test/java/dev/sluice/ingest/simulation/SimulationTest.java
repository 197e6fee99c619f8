package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Rule;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many nodes in virtual time, on services that fail in every way we know of. What is promised is
/// checked at every step, and in the end everything must have drained. A failure names its seed and
/// the command that replays it step by step.
final class SimulationTest {

  /// Run by every build.
  static final int FIXED_SEEDS = 200;

  @Test
  @Rule("LEASE-063")
  void keeps_its_promises_on_every_fixed_seed() {
    Long replayed = Long.getLong("simulation.seed");
    if (replayed != null) {
      Simulations.replay(replayed);
      return;
    }

    var report = new SimulationReport();
    Simulations.run(LongStream.rangeClosed(1, FIXED_SEEDS).iterator(), report);

    report.write("simulation.json");
    assertThat(report.faults()).as("faults").containsOnlyKeys(Simulations.faults());
    assertThat(report.faults()).allSatisfy((fault, count) -> assertThat(count).isPositive());
    assertThat(report.promises()).as("promises").containsOnlyKeys(Simulations.promises());
    assertThat(report.promises()).allSatisfy((promise, count) -> assertThat(count).isPositive());
  }
}
