package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Lets a test call what blocks in virtual time: the call runs on a machine of its own while the
/// test's thread lets the world go on.
final class Visitor {

  private static final Duration PATIENCE = Duration.ofHours(1);

  private final World world;
  private final Machine machine;

  Visitor(World world) {
    this.world = world;
    this.machine = world.machine("visitor");
  }

  Machine machine() {
    return machine;
  }

  <T extends @Nullable Object> T call(Callable<T> work) {
    List<T> results = new ArrayList<>(1);
    machine.run(
        "visit",
        () -> {
          try {
            results.add(work.call());
          } catch (Exception failed) {
            throw new IllegalStateException("the call of a test failed", failed);
          }
        });
    if (!world.runUntil(() -> !results.isEmpty(), PATIENCE)) {
      throw new IllegalStateException("a call did not end within " + PATIENCE);
    }
    return results.getFirst();
  }
}
