package dev.sluice.ingest.simulation;

/// Runs seeds one after the other until one finds a violation. Exit code 0: none did. 3: one did;
/// the last line of the output says which. Others: the simulation itself failed.
final class SimulationMain {

  static final int FOUND = 3;

  private SimulationMain() {}

  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    for (int seed = 1; seed <= seeds; seed++) {
      try {
        new Simulation(seed).run();
      } catch (Violation violation) {
        System.out.println(
            seed + " " + String.valueOf(violation.getMessage()).lines().findFirst().orElse(""));
        System.exit(FOUND);
      }
    }
    System.exit(0);
  }
}
