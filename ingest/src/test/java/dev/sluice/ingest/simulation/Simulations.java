package dev.sluice.ingest.simulation;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.Stream;

/// Runs many simulations, or one so that it can be read.
final class Simulations {

  private Simulations() {}

  /// The names of all faults there are.
  static String[] faults() {
    return Stream.of(FaultKind.values(), Mishap.values(), NodeFault.values())
        .flatMap(Arrays::stream)
        .map(Enum::name)
        .toArray(String[]::new);
  }

  /// The names of all promises there are.
  static String[] promises() {
    return Stream.of(Promise.values()).map(Promise::name).toArray(String[]::new);
  }

  /// Runs one seed after the other until there are no more. One at a time: two worlds would meet at
  /// what all threads of a JVM share, such as the locks of loggers and of class loading.
  ///
  /// @throws AssertionError when a promise was broken; says by which seed and how to replay it
  static void run(PrimitiveIterator.OfLong seeds, SimulationReport report) {
    while (seeds.hasNext()) {
      long seed = seeds.nextLong();
      try {
        report.add(new Simulation(seed).run());
      } catch (Throwable broken) {
        throw new AssertionError(howToReplay(seed, broken), broken);
      }
    }
  }

  private static String howToReplay(long seed, Throwable broken) {
    return broken.getMessage()
        + "\nReplay it step by step: mvn -pl ingest -am test -Dtest=SimulationTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed="
        + seed;
  }

  /// Runs one seed and writes every step to a file of the build's target folder.
  static void replay(long seed) {
    Path file = SimulationReport.file("simulation-" + seed + ".log");
    try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
      var simulation = new Simulation(seed);
      simulation.readBy(out::println);
      try {
        simulation.run();
        out.println("Seed " + seed + " keeps all promises.");
      } catch (Throwable broken) {
        broken.printStackTrace(out);
        throw broken;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (Violation broken) {
      throw new AssertionError(broken.getMessage() + "\nEvery step: " + file.normalize(), broken);
    }
  }
}
