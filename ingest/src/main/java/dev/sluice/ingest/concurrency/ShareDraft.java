package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.concurrency.ShareRow.Want;
import dev.sluice.ingest.lease.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The next version of a row while it is being decided. Used by one thread.
///
/// Who gets or gives a slot wants from this version on: its turn has just been, and those who
/// wanted before come first.
final class ShareDraft {

  private final ShareRow before;
  private final int limit;
  private final long version;
  private final Map<NodeId, Integer> slots;
  private final Map<NodeId, Want> wants;

  /// @param before without nodes that are gone
  ShareDraft(ShareRow before, int limit) {
    this.before = before;
    this.limit = limit;
    this.version = before.version() + 1;
    this.slots = new HashMap<>(before.slots());
    this.wants = new HashMap<>(before.wants());
  }

  /// By how much the row says more than the limit.
  int excess() {
    return Math.max(0, slots.values().stream().mapToInt(Integer::intValue).sum() - limit);
  }

  /// Whether nobody has more slots, so that it is this node that is to part with some. Of several
  /// that have as many it is one.
  boolean isRichest(NodeId node) {
    return slots.entrySet().stream()
        .max(
            Comparator.<Map.Entry<NodeId, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparing(entry -> entry.getKey().value()))
        .filter(entry -> entry.getKey().equals(node))
        .isPresent();
  }

  /// Slots nobody has. None when the row says more than the limit: a node that was started with a
  /// higher one still lives.
  int free() {
    return Math.max(0, limit - slots.values().stream().mapToInt(Integer::intValue).sum());
  }

  int slots(NodeId node) {
    return slots.getOrDefault(node, 0);
  }

  void setSlots(NodeId node, int count) {
    if (count > 0) {
      slots.put(node, count);
    } else {
      slots.remove(node);
    }
  }

  /// What a node lacks; 0 or less for nothing.
  void want(NodeId node, int count) {
    if (count <= 0) {
      wants.remove(node);
    } else {
      Want already = wants.get(node);
      wants.put(node, new Want(count, already == null ? version : already.since()));
    }
  }

  /// Whose turn it is: of those who have the fewest slots the one that wants for the longest time.
  Optional<NodeId> nextInTurn(Predicate<NodeId> among) {
    return wants.entrySet().stream()
        .filter(want -> among.test(want.getKey()))
        .min(
            Comparator.<Map.Entry<NodeId, Want>>comparingInt(want -> slots(want.getKey()))
                .thenComparingLong(want -> want.getValue().since())
                .thenComparing(want -> want.getKey().value()))
        .map(Map.Entry::getKey);
  }

  /// Hands the free slots to those who want some, in turn.
  void handOut() {
    for (int left = free(); left > 0; left--) {
      Optional<NodeId> next = nextInTurn(_ -> true);
      if (next.isEmpty()) {
        return;
      }
      raise(next.get());
    }
  }

  /// One slot goes from a node to one that wants it.
  void pass(NodeId from, NodeId to) {
    setSlots(from, slots(from) - 1);
    Want own = wants.get(from);
    if (own != null) {
      wants.put(from, new Want(own.slots(), version));
    }
    raise(to);
  }

  private void raise(NodeId node) {
    setSlots(node, slots(node) + 1);
    Want want = wants.get(node);
    if (want != null && want.slots() > 1) {
      wants.put(node, new Want(want.slots() - 1, version));
    } else {
      wants.remove(node);
    }
  }

  boolean isAnyoneWanting() {
    return !wants.isEmpty();
  }

  ShareRow row() {
    return new ShareRow(before.key(), version, slots, wants);
  }
}
