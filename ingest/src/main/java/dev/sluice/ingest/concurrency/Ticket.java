package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;

/// A place in one of a pool's lines. Compared by identity.
final class Ticket {

  private final FunctionName function;
  private final String claimant;

  /// @param claimant empty for an invocation
  Ticket(FunctionName function, String claimant) {
    this.function = function;
    this.claimant = claimant;
  }

  /// Whose turn counts for a claim: one poll of one function.
  record Turn(FunctionName function, String claimant) {}

  Turn turn() {
    return new Turn(function, claimant);
  }
}
