package dev.sluice.ingest.lease;

import dev.sluice.ingest.identity.EventSourceMappingId;
import java.util.Set;

/// What a node works on, as others see it: leases are shared out among the nodes that poll their
/// mapping, and handed over to those alone.
///
/// @param stack whose manager lease the node may take; blank for a node that takes nothing
/// @param mappings the node polls
public record NodeScope(String stack, Set<EventSourceMappingId> mappings) {

  /// Of a node that takes nothing more.
  public static final NodeScope NOTHING = new NodeScope("", Set.of());

  public NodeScope {
    mappings = Set.copyOf(mappings);
  }

  /// Whether the node has use for a lease of this key.
  public boolean covers(LeaseKey key) {
    return switch (key) {
      case LeaseKey.Manager manager -> manager.stack().equals(stack);
      case LeaseKey.OfMapping work -> mappings.contains(work.mapping());
    };
  }
}
