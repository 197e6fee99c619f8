package dev.sluice.demo;

import dev.sluice.demo.process.RunFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// Watches the stores until a phase has settled: everything expected is there, nothing waits, and
/// it has stayed so for a few looks in a row.
final class Settling {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int QUIET_LOOKS = 5;

  private final Tables tables;
  private final Queues queues;
  private final Letters letters;
  private final Nodes nodes;
  private final Progress progress;
  private final Duration patience;

  /// @param patience how long nothing at all may move before the wait is given up
  Settling(
      Tables tables,
      Queues queues,
      Letters letters,
      Nodes nodes,
      Progress progress,
      Duration patience) {
    this.tables = tables;
    this.queues = queues;
    this.letters = letters;
    this.nodes = nodes;
    this.progress = progress;
    this.patience = patience;
  }

  Moment look() {
    return new Moment(tables.read(), queues.depths());
  }

  /// As [#look()]; an empty moment when the stores do not answer.
  Moment lookIfPossible() {
    try {
      return look();
    } catch (SdkException unreachable) {
      return new Moment(new Stored(Map.of(), Map.of(), Map.of(), Map.of()), Map.of());
    }
  }

  /// Waits until the target is reached.
  ///
  /// @param killer kills a node on the way; null lets it live
  /// @throws RunFailure when nothing moved for too long, or a node is gone
  Moment await(Target target, @Nullable Killer killer) throws InterruptedException {
    long began = System.nanoTime();
    int quiet = 0;
    @Nullable Moment last = null;
    long lastMoved = began;
    while (true) {
      Moment now = look();
      progress.show(target, now);
      if (killer != null) {
        killer.look(target.phase(), target.fraction(now), (System.nanoTime() - began) / 1e9);
      }
      nodes.requireAll();
      boolean still = now.equals(last);
      List<String> missing = target.missing(now);
      quiet = still && missing.isEmpty() ? quiet + 1 : 0;
      if (quiet >= QUIET_LOOKS && lettersAreThere(target)) {
        if (killer == null || !killer.lastChance(target.phase())) {
          progress.endOfPhase();
          return now;
        }
        quiet = 0;
      }
      if (!still) {
        lastMoved = System.nanoTime();
      } else if (System.nanoTime() - lastMoved > patience.toNanos()) {
        throw stuck(target, missing);
      }
      last = now;
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private RunFailure stuck(Target target, List<String> missing) {
    return new RunFailure(
        "Nothing moved for %d s in the step \"%s\". Still missing: %s. The log is %s"
            .formatted(
                patience.toSeconds(),
                target.phase().words(),
                missing.isEmpty() ? "the right dead letters" : String.join("; ", missing),
                nodes.logs()));
  }

  private boolean lettersAreThere(Target target) {
    Map<LetterKind, Set<FeatureKey>> found = letters.look().distinct();
    return target.expected().letters().entrySet().stream()
        .allMatch(
            wanted -> found.getOrDefault(wanted.getKey(), Set.of()).containsAll(wanted.getValue()));
  }
}
