package dev.sluice.ingest.lease;

import java.util.Optional;
import java.util.function.Predicate;

/// Which leases a node has use for.
///
/// @param scope what it tells the others
/// @param wanted the node's own look at a lease, which may be closer than the scope: a mapping may
///   have read another stream before
public record LeaseInterest(NodeScope scope, Predicate<LeaseKey> wanted) {

  /// Of a node that takes whatever is in its scope.
  public static LeaseInterest in(NodeScope scope) {
    return new LeaseInterest(scope, scope::covers);
  }

  boolean wants(LeaseKey key) {
    return scope.covers(key) && wanted.test(key);
  }

  /// The manager lease this node may hold, if any.
  Optional<LeaseKey.Manager> manager() {
    return scope.stack().isBlank()
        ? Optional.empty()
        : Optional.of(new LeaseKey.Manager(scope.stack())).filter(this::wants);
  }
}
