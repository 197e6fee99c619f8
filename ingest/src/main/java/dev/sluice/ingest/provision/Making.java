package dev.sluice.ingest.provision;

import java.util.List;

/// What became of making one resource.
public sealed interface Making {

  /// It did not exist and does now.
  record Created() implements Making {}

  /// It exists as the template says.
  record Kept() implements Making {}

  /// It exists with other settings, and was not touched.
  ///
  /// @param differences each such as `VisibilityTimeout is 30, not 36`; at least one
  record Differs(List<String> differences) implements Making {

    public Differs {
      differences = List.copyOf(differences);
      if (differences.isEmpty()) {
        throw new IllegalArgumentException("a resource differs in something");
      }
    }
  }

  /// It could not be made, or not be looked at.
  record Failed(String reason) implements Making {}

  /// Kept when there are no differences.
  static Making compared(List<String> differences) {
    return differences.isEmpty() ? new Kept() : new Differs(differences);
  }
}
