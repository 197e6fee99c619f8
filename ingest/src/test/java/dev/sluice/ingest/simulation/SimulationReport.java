package dev.sluice.ingest.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What many simulations reached together. Safe for use by many threads.
final class SimulationReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  // All guarded by this.
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Long> promises = new TreeMap<>();
  private long seeds;
  private long steps;
  private Duration simulated = Duration.ZERO;

  /// Adds one simulation that ended well.
  synchronized void add(Simulation.Result result) {
    seeds++;
    steps += result.steps();
    simulated = simulated.plus(result.simulated());
    result.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    result.promises().forEach((promise, count) -> promises.merge(promise, count, Long::sum));
  }

  /// How often each fault took effect, by its name.
  synchronized Map<String, Long> faults() {
    return Map.copyOf(faults);
  }

  /// How often each promise was checked where it could have been broken, by its name.
  synchronized Map<String, Long> promises() {
    return Map.copyOf(promises);
  }

  /// Writes it to `target/` of the whole build.
  synchronized void write(String fileName) {
    ObjectNode report = JSON.createObjectNode();
    report.put("seeds", seeds).put("steps", steps);
    report.put("simulatedHours", Math.round(simulated.toSeconds() / 36.0) / 100.0);
    faults.forEach(report.putObject("faults")::put);
    promises.forEach(report.putObject("promises")::put);
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(file(fileName).toFile(), report);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Path file(String name) {
    try {
      Path target = Path.of(System.getProperty("sluice.root", ".."), "target");
      return Files.createDirectories(target).resolve(name);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
