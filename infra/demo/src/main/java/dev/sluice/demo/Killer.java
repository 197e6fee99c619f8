package dev.sluice.demo;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Kills a node once; a seed decides the moment and which. Used by one thread.
final class Killer {

  /// The longest leg of the first put: three receives of a review that is refused.
  private static final double RETRY_SECONDS = 100;

  private static final double REPLAY_SECONDS = 4;

  private final Nodes nodes;
  private final Progress progress;
  private final KillMoment moment;
  private final double share;
  private final int victim;
  private boolean done;

  /// @param seed decides the moment and the node
  /// @param only where to kill; null lets the seed decide
  Killer(long seed, @Nullable KillMoment only, Nodes nodes, Progress progress) {
    Random random = new Random(seed);
    KillMoment[] moments = KillMoment.values();
    KillMoment drawn = moments[random.nextInt(moments.length)];
    this.moment = only == null ? drawn : only;
    this.share = 0.05 + 0.9 * random.nextDouble();
    this.victim = 1 + random.nextInt(nodes.count());
    this.nodes = nodes;
    this.progress = progress;
    progress.say(
        "%s will be killed once: %s, seed %d."
            .formatted(
                nodes.count() == 1 ? "The node" : "Node %d of %d".formatted(victim, nodes.count()),
                switch (moment) {
                  case STREAM -> "when %.0f %% of the stream is stored".formatted(share * 100);
                  case RETRIES -> "%.0f s after the put".formatted(share * RETRY_SECONDS);
                  case REPLAY -> "%.1f s after the replay began".formatted(share * REPLAY_SECONDS);
                  case AGAIN -> "when %.0f %% of the second put is done".formatted(share * 100);
                },
                seed));
  }

  /// Kills if the moment has come, or if the phase is about to be over.
  ///
  /// @param fraction of the phase's stream work that is done
  /// @param seconds since the phase began
  void look(Phase now, double fraction, double seconds) throws InterruptedException {
    if (done || now != moment.phase()) {
      return;
    }
    boolean due =
        switch (moment) {
          case STREAM, AGAIN -> fraction >= share;
          case RETRIES -> seconds >= share * RETRY_SECONDS;
          case REPLAY -> seconds >= share * REPLAY_SECONDS;
        };
    if (due) {
      kill();
    }
  }

  /// The phase has settled; true when the node was killed only now, so that it must settle again.
  boolean lastChance(Phase now) throws InterruptedException {
    if (done || now != moment.phase()) {
      return false;
    }
    kill();
    return true;
  }

  private void kill() throws InterruptedException {
    done = true;
    progress.say(
        nodes.count() == 1
            ? "  killing the node and starting it again"
            : "  killing " + who() + " for good; the others go on");
    nodes.kill(victim);
  }

  private String who() {
    return nodes.name(victim);
  }
}
