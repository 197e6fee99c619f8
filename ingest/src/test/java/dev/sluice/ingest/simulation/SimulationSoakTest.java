package dev.sluice.ingest.simulation;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The simulation on seeds that nobody has tried. Run by `mvn verify -Psoak`, for as many minutes
/// as `-Dsimulation.minutes` says.
@Tag("soak")
final class SimulationSoakTest {

  @Test
  void keeps_its_promises_on_random_seeds() {
    Duration atMost = Duration.ofMinutes(Long.getLong("simulation.minutes", 10));
    Instant end = Instant.now().plus(atMost);
    var report = new SimulationReport();
    var random = new SecureRandom();
    Simulations.run(
        LongStream.generate(() -> random.nextLong(Long.MAX_VALUE))
            .takeWhile(_ -> Instant.now().isBefore(end))
            .iterator(),
        report);
    report.write("simulation-soak.json");
  }
}
