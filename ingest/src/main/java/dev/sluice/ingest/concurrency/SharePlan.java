package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what a node does about one limit: what it takes, gives away, asks for and puts back.
/// Pure.
///
/// Free slots go to whoever wants some, in turn: the node with the fewest, then the oldest want. A
/// node with idle slots gives them to those who want some. A node whose slots are all busy gives to
/// one that has none, or at least two less than itself; so two nodes that are always busy take
/// turns at a limit of one, and nothing moves between nodes that have about the same. What nobody
/// wants goes back to be free, so that the next one gets it with one write, and the death of an
/// idle node costs nobody anything.
///
/// A node's limit is its own template's. While a redeploy changes it, nodes with the old and the
/// new limit share one row: each takes only what is free by its own, so the sum stays within the
/// higher of the two until the last node with that one is gone. Then whoever has most parts with
/// what is too much, as soon as it does not run any more.
///
/// @param self this node
/// @param limit over all nodes, 1 or more
/// @param idle what the node keeps without any use for it, as long as nobody else wants it
/// @param gone nodes that are dead for good, whose slots are free
record SharePlan(NodeId self, int limit, int idle, Set<NodeId> gone) {

  /// A limit is taken and put back in so many parts, so that a large one costs few writes.
  private static final int PARTS = 16;

  SharePlan {
    gone = Set.copyOf(gone);
    if (limit < 1 || idle < 0 || idle > limit) {
      throw new IllegalArgumentException(
          "expected 1 <= limit and 0 <= idle <= limit, found " + limit + ", " + idle);
    }
  }

  /// What to do.
  ///
  /// @param allowed how many may run here once the row says `next`, and never more than the row
  ///   says until then
  /// @param next to be written; null when the row is as it should be
  record Step(int allowed, @Nullable ShareRow next) {}

  /// How many slots are taken at once.
  static int block(int limit) {
    return Math.max(1, limit / PARTS);
  }

  /// The next step.
  ///
  /// @param mayYield whether busy slots may be given; not while they have just come
  Step step(ShareRow row, ShareUse use, boolean mayYield) {
    ShareRow aim = draft(row, use, mayYield ? 0 : Integer.MAX_VALUE);
    int allowed = aim.slots(self);
    // What runs keeps its slot: only what is idle can be given now, the rest when its time comes.
    ShareRow next =
        allowed < row.slots(self) && allowed < use.running() ? draft(row, use, use.running()) : aim;
    return new Step(allowed, isWorthWriting(row, next) ? next : null);
  }

  /// What to write when the node leaves.
  ///
  /// @param running invocations that did not end
  ShareRow farewell(ShareRow row, int running) {
    var draft = new ShareDraft(row.without(gone), limit);
    draft.setSlots(self, Math.min(row.slots(self), running));
    draft.want(self, 0);
    draft.handOut();
    return draft.row();
  }

  /// @param keep the node gives no busy slot when it has no more than these
  private ShareRow draft(ShareRow row, ShareUse use, int keep) {
    var draft = new ShareDraft(row.without(gone), limit);
    int mine = row.slots(self);
    int demand = Math.min(limit, use.demand());
    shed(draft, keep);
    draft.want(self, demand - draft.slots(self));
    draft.handOut();
    if (!draft.isAnyoneWanting()) {
      takeAhead(draft, demand > mine ? Math.min(limit, mine + block(limit)) : idle);
    }
    give(draft, demand, keep);
    if (!draft.isAnyoneWanting() && demand <= mine) {
      int used = Math.max(demand, Math.min(limit, use.peak()));
      draft.setSlots(self, Math.min(draft.slots(self), Math.max(idle, inBlocks(used))));
    }
    draft.want(self, demand - draft.slots(self));
    return draft.row();
  }

  /// What is left over of a limit that was higher goes, one node's slots after the other's.
  private void shed(ShareDraft draft, int keep) {
    int mine = draft.slots(self);
    if (draft.excess() > 0 && draft.isRichest(self)) {
      draft.setSlots(self, Math.max(Math.min(mine, keep), mine - draft.excess()));
    }
  }

  private void takeAhead(ShareDraft draft, int aim) {
    int more = Math.min(draft.free(), aim - draft.slots(self));
    if (more > 0) {
      draft.setSlots(self, draft.slots(self) + more);
    }
  }

  private void give(ShareDraft draft, int demand, int keep) {
    Optional<NodeId> next = draft.nextInTurn(node -> !node.equals(self));
    while (next.isPresent() && gives(draft, next.get(), demand, keep)) {
      draft.pass(self, next.get());
      next = draft.nextInTurn(node -> !node.equals(self));
    }
  }

  private boolean gives(ShareDraft draft, NodeId other, int demand, int keep) {
    int mine = draft.slots(self);
    int theirs = draft.slots(other);
    boolean spare = mine > demand;
    return spare || (mine > keep && (theirs == 0 || mine - theirs >= 2));
  }

  private int inBlocks(int count) {
    int block = block(limit);
    return Math.min(limit, (count + block - 1) / block * block);
  }

  /// A want that changes a little is not worth a write: it is the sign that counts, and about how
  /// much.
  private boolean isWorthWriting(ShareRow row, ShareRow next) {
    if (!next.slots().equals(row.without(gone).slots())) {
      return true;
    }
    int said = row.wanted(self);
    int meant = next.wanted(self);
    return (said == 0) != (meant == 0) || meant > 2 * said || 2 * meant < said;
  }
}
