package dev.sluice.ingest.template;

import java.util.List;

/// What became of resolving a template.
public sealed interface Resolution {

  /// It can be run.
  record Resolved(ResolvedTemplate template) implements Resolution {}

  /// It cannot.
  ///
  /// @param problems all of them, at least one, in the order of the file
  record Refused(List<TemplateProblem> problems) implements Resolution {

    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a template is refused for a reason");
      }
    }
  }
}
