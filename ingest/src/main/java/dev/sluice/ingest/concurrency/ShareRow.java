package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How one limit is shared, as its row says.
///
/// Only a node itself lowers its own slots, as long as it lives; anyone may raise them. What a node
/// has read of its own slots is therefore never more than it has, unless it lowered them since.
///
/// @param key which limit
/// @param version one more with every write; 0 while there is no row
/// @param slots how many invocations each node may run at once, 1 or more
/// @param wants what each node lacks
public record ShareRow(
    ShareKey key, long version, Map<NodeId, Integer> slots, Map<NodeId, Want> wants) {

  public ShareRow {
    slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    wants = Collections.unmodifiableMap(new LinkedHashMap<>(wants));
    if (version < 0 || slots.values().stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "expected a version of 0 or more and slots of 1 or more, found "
              + version
              + ", "
              + slots);
    }
  }

  /// Slots that a node lacks.
  ///
  /// @param slots how many, 1 or more
  /// @param since the version of the row with which its turn began to come nearer: that of its
  ///   asking, or of the last time that it got or gave any
  public record Want(int slots, long since) {

    public Want {
      if (slots < 1 || since < 1) {
        throw new IllegalArgumentException(
            "expected 1 or more slots wanted since version 1 or later, found "
                + slots
                + ", "
                + since);
      }
    }
  }

  /// A limit of which nobody has anything.
  public static ShareRow none(ShareKey key) {
    return new ShareRow(key, 0, Map.of(), Map.of());
  }

  /// What a node may run at once.
  public int slots(NodeId node) {
    return slots.getOrDefault(node, 0);
  }

  /// What a node lacks.
  public int wanted(NodeId node) {
    Want want = wants.get(node);
    return want == null ? 0 : want.slots();
  }

  /// The same with the next version: once it is written, no write based on this version can take
  /// effect any more.
  ShareRow next() {
    return new ShareRow(key, version + 1, slots, wants);
  }

  /// The same without nodes that are gone.
  ShareRow without(Set<NodeId> gone) {
    Map<NodeId, Integer> left = new HashMap<>(slots);
    Map<NodeId, Want> lacking = new HashMap<>(wants);
    left.keySet().removeAll(gone);
    lacking.keySet().removeAll(gone);
    return new ShareRow(key, version, left, lacking);
  }
}
