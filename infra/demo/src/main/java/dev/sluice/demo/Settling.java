package dev.sluice.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Watches the stores until a phase has settled: everything expected is there, nothing waits, and
/// it has stayed so for a few looks in a row.
final class Settling {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int QUIET_LOOKS = 4;

  private final Tables tables;
  private final Queues queues;
  private final Letters letters;
  private final NodeProcess node;
  private final Progress progress;
  private final Duration patience;

  /// @param patience how long nothing at all may move before the wait is given up
  Settling(
      Tables tables,
      Queues queues,
      Letters letters,
      NodeProcess node,
      Progress progress,
      Duration patience) {
    this.tables = tables;
    this.queues = queues;
    this.letters = letters;
    this.node = node;
    this.progress = progress;
    this.patience = patience;
  }

  Moment look() {
    return new Moment(tables.read(), queues.depths());
  }

  /// Waits until the target is reached.
  ///
  /// @param killer kills the node on the way; null lets it live
  /// @throws DemoFailure when nothing moved for too long, or the node is gone
  Moment await(Target target, @Nullable Killer killer) throws InterruptedException {
    int quiet = 0;
    Map<String, Integer> lastDepths = Map.of();
    Object lastState = "";
    long lastMoved = System.nanoTime();
    while (true) {
      Moment now = look();
      progress.show(target, now);
      if (killer != null) {
        killer.look(target.phase(), target.fraction(now));
      }
      if (node.isGone()) {
        throw new DemoFailure("The node ended by itself; its log is " + node.log());
      }
      List<String> missing = target.missing(now);
      quiet = missing.isEmpty() && now.depths().equals(lastDepths) ? quiet + 1 : 0;
      if (quiet >= QUIET_LOOKS && lettersAreThere(target)) {
        progress.endOfPhase();
        return now;
      }
      Object state = List.of(now.stored(), now.depths());
      if (!state.equals(lastState)) {
        lastMoved = System.nanoTime();
      } else if (System.nanoTime() - lastMoved > patience.toNanos()) {
        throw new DemoFailure(
            "Nothing moved for %d s in the step \"%s\". Still missing: %s. The node's log is %s"
                .formatted(
                    patience.toSeconds(),
                    target.phase().words(),
                    String.join("; ", missing),
                    node.log()));
      }
      lastState = state;
      lastDepths = now.depths();
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private boolean lettersAreThere(Target target) {
    Map<LetterKind, java.util.Set<FeatureKey>> found = letters.look().distinct();
    return target.expected().letters().entrySet().stream()
        .allMatch(
            wanted ->
                found
                    .getOrDefault(wanted.getKey(), java.util.Set.of())
                    .containsAll(wanted.getValue()));
  }
}
