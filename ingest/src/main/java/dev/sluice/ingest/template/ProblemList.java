package dev.sluice.ingest.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gathers problems so that all are reported together, each once. Owned by the thread that
/// resolves.
final class ProblemList {

  private final Set<TemplateProblem> problems = new LinkedHashSet<>();

  void add(Place place, String expected) {
    problems.add(new TemplateProblem(place, expected, null, null));
  }

  void add(Place place, String expected, String found) {
    problems.add(new TemplateProblem(place, expected, found, null));
  }

  void add(TemplateProblem problem) {
    problems.add(problem);
  }

  void addAll(Collection<TemplateProblem> more) {
    problems.addAll(more);
  }

  /// Says that `place` has no `name`, and which of `known` was probably meant.
  void unknown(Place place, String name, Collection<String> known) {
    String meant = Spelling.nearest(name, known);
    problems.add(
        new TemplateProblem(
            place, "has no " + name, null, meant == null ? null : "did you mean " + meant + "?"));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /// All problems in the order of the file.
  List<TemplateProblem> inOrder() {
    var sorted = new ArrayList<>(problems);
    sorted.sort(Comparator.comparingInt(problem -> problem.place().line()));
    return List.copyOf(sorted);
  }
}
