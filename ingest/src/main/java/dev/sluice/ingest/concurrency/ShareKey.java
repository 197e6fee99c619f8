package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;

/// Which limit is shared.
public sealed interface ShareKey {

  /// The key as text, unique over all limits.
  String text();

  /// The reserved concurrency of one function (CONC-004).
  record OfFunction(FunctionName function) implements ShareKey {

    @Override
    public String text() {
      return "function/" + function;
    }
  }

  /// What the account leaves to all functions without reserved concurrency.
  record Unreserved() implements ShareKey {

    @Override
    public String text() {
      return "unreserved";
    }
  }
}
