package dev.sluice.demo;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Kills the node once, at a moment a seed decides: in a phase, when a share of its work is done.
final class Killer {

  private final NodeProcess node;
  private final Progress progress;
  private final Phase phase;
  private final double share;
  private boolean done;

  /// @param seed decides the moment
  /// @param only the phase to kill in; null lets the seed decide
  Killer(long seed, @Nullable Phase only, NodeProcess node, Progress progress) {
    Random random = new Random(seed);
    Phase[] phases = Phase.values();
    Phase drawn = phases[random.nextInt(phases.length)];
    this.phase = only == null ? drawn : only;
    this.share = 0.1 + 0.8 * random.nextDouble();
    this.node = node;
    this.progress = progress;
    progress.say(
        "The node will be killed once: in the step \"%s\", when %.0f %% of it is done (seed %d)."
            .formatted(phase.words(), share * 100, seed));
  }

  /// Kills if the moment has come.
  void look(Phase now, double fraction) throws InterruptedException {
    if (done || now != phase || fraction < share) {
      return;
    }
    done = true;
    progress.say("Killing the node at %.0f %% and starting it again.".formatted(fraction * 100));
    node.killAndStartAgain();
  }
}
