package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.identity.FunctionName;
import java.util.Map;
import java.util.Set;

/// How many invocations may run at once.
///
/// @param account over all functions (CONC-002), 1 or more
/// @param reserved per function, guarantee and cap (CONC-004); 0 throttles everything (CONC-010)
/// @param continuing those of them that go on when the node is cut off from the other nodes, at the
///   price of their limit; the others pause then
public record ConcurrencyLimits(
    int account, Map<FunctionName, Integer> reserved, Set<FunctionName> continuing) {

  public ConcurrencyLimits {
    reserved = Map.copyOf(reserved);
    continuing = Set.copyOf(continuing);
    if (account < 1) {
      throw new IllegalArgumentException(
          "expected an account limit of 1 or more, found " + account);
    }
    if (reserved.values().stream().anyMatch(limit -> limit < 0)) {
      throw new IllegalArgumentException(
          "expected reserved limits of 0 or more, found " + reserved);
    }
  }

  /// Limits of which none goes on without the others.
  public ConcurrencyLimits(int account, Map<FunctionName, Integer> reserved) {
    this(account, reserved, Set.of());
  }
}
