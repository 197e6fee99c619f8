package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The simulation finds each of the bugs planted here, within the seeds that every build runs. Run
/// by `mvn verify -Pmutants`; what was found by which seed is written to `target/mutants.json`.
@Tag("mutants")
final class MutantsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ArrayNode FOUND = JSON.createArrayNode();

  static List<Mutant> mutants() {
    return Mutants.ALL;
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void finds(Mutant mutant) throws IOException, InterruptedException {
    ObjectNode found = FOUND.addObject().put("mutant", mutant.name());
    Path classes = mutant.plant(Path.of("target", "mutants"));

    Path log = classes.resolveSibling("simulation.log");
    Process process =
        new ProcessBuilder(Mutant.command(classes, SimulationTest.FIXED_SEEDS))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit = process.waitFor();

    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    String last = lines.isEmpty() ? "" : lines.getLast();
    assertThat(exit)
        .as("the simulation with the planted bug '%s' ended with: %s", mutant, last)
        .isEqualTo(SimulationMain.FOUND);
    assertThat(last).as("what found '%s'", mutant).contains("promise ");
    String[] seedAndWhat = last.split(" ", 2);
    found.put("seeds", Integer.parseInt(seedAndWhat[0])).put("found", seedAndWhat[1]);
  }

  @AfterAll
  static void write() throws IOException {
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(SimulationReport.file("mutants.json").toFile(), FOUND);
  }
}
