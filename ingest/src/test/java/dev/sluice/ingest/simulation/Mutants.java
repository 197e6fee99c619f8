package dev.sluice.ingest.simulation;

import java.util.List;

/// The planted bugs.
final class Mutants {

  static final List<Mutant> ALL = List.of();

  private Mutants() {}
}
