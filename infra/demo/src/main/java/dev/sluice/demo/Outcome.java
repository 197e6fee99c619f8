package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers the figures of a run as its steps settle, and judges them at the end.
final class Outcome {

  private final int features;
  private final int nodes;
  private final boolean killed;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> deadLettered = new LinkedHashMap<>();
  private final Map<String, Integer> rawDeadLetters = new LinkedHashMap<>();
  private Map<LetterKind, Set<FeatureKey>> lettered = Map.of();
  private int replayed;
  private @Nullable Moment last;
  private @Nullable Comparison comparison;

  Outcome(int features, int nodes, boolean killed) {
    this.features = features;
    this.nodes = nodes;
    this.killed = killed;
  }

  void problem(String words) {
    problems.add(words);
  }

  /// The first step has settled: these letters were found.
  void letters(Expectation expected, Letters.Found found) {
    for (LetterKind kind : LetterKind.values()) {
      Set<FeatureKey> wanted = expected.letters().getOrDefault(kind, Set.of());
      Set<FeatureKey> distinct = found.distinct().getOrDefault(kind, Set.of());
      deadLettered.put(kind.words(), distinct.size());
      rawDeadLetters.put(kind.words(), found.raw().getOrDefault(kind, 0));
      if (!distinct.equals(wanted)) {
        problem(
            "%s dead letters: %d features, expected %d"
                .formatted(kind.words(), distinct.size(), wanted.size()));
      }
    }
    lettered = found.distinct();
  }

  /// The second step has settled: which letters took effect?
  void replayed(Moment settled) {
    Stored stored = settled.stored();
    long stream =
        keys(LetterKind.STREAM).stream()
            .filter(key -> stored.quakes().containsKey(key.id()))
            .filter(key -> version(stored, key) >= key.updated())
            .count();
    long queue = keys(LetterKind.QUEUE).stream().filter(stored.reviews()::containsKey).count();
    long async = keys(LetterKind.ASYNC).stream().filter(stored.alerts()::containsKey).count();
    replayed = (int) (stream + queue + async);
    int wanted = lettered.values().stream().mapToInt(Set::size).sum();
    if (replayed != wanted) {
      problem("%d letters replayed, expected %d".formatted(replayed, wanted));
    }
  }

  private Set<FeatureKey> keys(LetterKind kind) {
    return lettered.getOrDefault(kind, Set.of());
  }

  private static long version(Stored stored, FeatureKey key) {
    Stored.StoredQuake row = stored.quakes().get(key.id());
    return row == null ? -1 : row.updated();
  }

  /// The last step has settled: compare everything.
  void end(Expectation expected, Moment settled) {
    last = settled;
    Comparison compared = Comparison.of(expected, settled.stored());
    comparison = compared;
    problems.addAll(compared.problems());
    if (compared.repeatedEffects() > 0 && !killed) {
      problem(compared.repeatedEffects() + " reviews or alerts took effect again");
    }
    long duplicates = settled.stored().duplicates();
    long wanted = expected.duplicateCount();
    if (killed ? duplicates < wanted : duplicates != wanted) {
      problem("%d duplicates suppressed, expected %d".formatted(duplicates, wanted));
    }
    if (settled.letters() > 0) {
      problem(settled.letters() + " dead letters left");
    }
  }

  /// @param now what is stored if the run did not come to its end
  Report report(JsonNode mappings, double seconds, Supplier<Moment> now) {
    Moment end = last == null ? now.get() : last;
    Comparison compared = comparison;
    return new Report(
        problems.isEmpty() && compared != null,
        nodes,
        features,
        end.stored().quakes().size(),
        end.stored().counted(),
        compared == null ? -1 : compared.lost(),
        compared == null ? -1 : compared.doubled() + (killed ? 0 : compared.repeatedEffects()),
        compared == null ? -1 : compared.repeatedEffects(),
        deadLettered,
        replayed,
        end.letters(),
        end.stored().reviews().size(),
        end.stored().alerts().size(),
        end.stored().duplicates(),
        rawDeadLetters,
        mappings,
        List.copyOf(problems),
        seconds);
  }
}
