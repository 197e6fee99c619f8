package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import org.jspecify.annotations.Nullable;

/// A place in one of a pool's lines. Compared by identity.
final class Ticket {

  private final FunctionName function;
  private final String claimant;

  /// Guarded by the counter's lock.
  private @Nullable NodeId servedAs;

  /// @param claimant empty for an invocation
  Ticket(FunctionName function, String claimant) {
    this.function = function;
    this.claimant = claimant;
  }

  /// Whose turn counts for a claim: one poll of one function.
  record Turn(FunctionName function, String claimant) {}

  /// The life of this node whose slot it got; null when it belongs to none.
  @Nullable NodeId servedAs() {
    return servedAs;
  }

  void serveAs(@Nullable NodeId holder) {
    servedAs = holder;
  }

  Turn turn() {
    return new Turn(function, claimant);
  }
}
