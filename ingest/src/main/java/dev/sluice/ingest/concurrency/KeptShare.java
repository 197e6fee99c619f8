package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.concurrency.ShareStore.Written;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One limit's share, kept in step with its row during one life of the node. Used by one thread.
///
/// The sum of what all nodes let run never passes the limit, because each write is conditional on
/// the version it was made from, the sum in a row never passes the limit, and no node ever lets run
/// more than the row says or will say. Of the last part:
///
/// - To take, the row is written first and the room widened then. When the answer is lost, nothing
///   is widened until the row is read again; slots that came without our knowing are found there.
/// - To give, the room is narrowed first and the row written then, once no more run than that. When
///   the answer is lost, the write may have happened, or may still happen as long as the row has
///   the version it was made from: a read that shows our slots as before proves nothing. The room
///   stays narrow until the row has another version; if nobody else writes, we write that ourselves
///   (what is wanted now, or the same again).
/// - Others only raise a living node's slots, so an old row understates ours, but for what we have
///   lowered ourselves since: the rows here come one after the other, and a write made from an old
///   one is refused with the row as it is.
/// - A node that was declared dead by then has had its slots taken in a write of its own version;
///   its late writes, made from an earlier one, are refused. When they come before that, whoever
///   takes the slots is refused instead, and looks again.
final class KeptShare {

  /// Of one look; then others are let go first.
  private static final int MOST_TRIES = 5;

  private final NodeId self;
  private final SharePlan template;
  private final Room room;
  private final ShareStore store;
  private final ShareListener listener;

  private ShareRow row;

  /// Since when the peak of the use is counted, on the monotonic clock.
  private Duration peakSince;

  /// A write whose end is not known; null when there is none.
  private @Nullable Doubt doubt;

  /// When slots came last, on the monotonic clock.
  private Duration gainedAt;

  /// What may have been written, or may be at any time while the row has this version.
  ///
  /// @param version of the row it was made from
  /// @param slots what the node has if so
  private record Doubt(long version, int slots) {}

  /// The times of a look.
  ///
  /// @param now on the monotonic clock
  /// @param tenure how long slots that came are kept although others want them
  /// @param idle how long slots are kept that nobody uses
  record Look(Duration now, Duration tenure, Duration idle) {}

  /// How a look ended.
  ///
  /// @param slots what the node has
  /// @param unsettled whether there is more to be done than a later look for others' wants
  record Looked(int slots, boolean unsettled) {}

  /// @param plan of which nobody is gone
  /// @param first the row as it was read
  /// @param at when, on the monotonic clock
  KeptShare(
      SharePlan plan,
      ShareRow first,
      Duration at,
      Room room,
      ShareStore store,
      ShareListener listener) {
    this.self = plan.self();
    this.template = plan;
    this.room = room;
    this.store = store;
    this.listener = listener;
    this.row = first;
    this.gainedAt = at;
    this.peakSince = at;
  }

  ShareRow row() {
    return row;
  }

  /// The row was read.
  void learn(ShareRow now, Duration at) {
    int more = now.slots(self) - row.slots(self);
    boolean moved = more != 0 || now.wanted(self) != row.wanted(self);
    if (doubt != null && doubt.version() != now.version()) {
      doubt = null;
    }
    row = now;
    if (more > 0) {
      gainedAt = at;
      listener.got(row.key(), more);
    }
    if (moved) {
      listener.has(row.key(), row.slots(self), row.wanted(self));
    }
  }

  /// What may run here by all that is known.
  private int trusted() {
    return doubt == null ? row.slots(self) : Math.min(row.slots(self), doubt.slots());
  }

  /// Whether there is work here for slots that other nodes have.
  boolean lacksWhatOthersHave() {
    boolean others = row.slots().keySet().stream().anyMatch(node -> !node.equals(self));
    return others && room.look(false).demand() > row.slots(self);
  }

  /// Does what the row and the use ask for.
  ///
  /// @param gone nodes whose slots are free
  /// @throws StoreOutOfReachException when the row could not be written, or it is not known
  Looked settle(Set<NodeId> gone, Look look) {
    var plan = new SharePlan(self, template.limit(), template.idle(), gone);
    boolean mayYield = look.now().minus(gainedAt).compareTo(look.tenure()) >= 0;
    int peak = peak(look);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      SharePlan.Step step = plan.step(row, room.look(false).orPeak(peak), mayYield);
      int running = room.allow(self, Math.min(step.allowed(), trusted()));
      ShareRow next = step.next();
      if (next == null && doubt != null) {
        next = row.next();
      }
      if (next == null) {
        return looked(step, mayYield);
      }
      if (next.slots(self) < row.slots(self) && running > next.slots(self)) {
        return looked(step, mayYield); // one more was let in meanwhile; its end brings us back
      }
      if (write(next, gone, look.now())) {
        room.allow(self, Math.min(step.allowed(), trusted()));
      }
    }
    return new Looked(row.slots(self), true);
  }

  private int peak(Look look) {
    boolean anew = look.now().minus(peakSince).compareTo(look.idle()) >= 0;
    if (anew) {
      peakSince = look.now();
    }
    return room.look(anew).peak();
  }

  private Looked looked(SharePlan.Step step, boolean mayYield) {
    boolean yielding = step.allowed() < row.slots(self);
    boolean awaited = !mayYield && row.wants().keySet().stream().anyMatch(n -> !n.equals(self));
    boolean lacking = row.wanted(self) > 0 || room.look(false).demand() > trusted();
    return new Looked(row.slots(self), yielding || awaited || lacking);
  }

  /// Puts back what the node has, when it leaves.
  ///
  /// @throws StoreOutOfReachException when it is not known; the slots are free when the node is
  ///   gone
  void leave(Set<NodeId> gone, Duration now) {
    var plan = new SharePlan(self, template.limit(), template.idle(), gone);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      int running = room.allow(self, 0);
      if (row.slots(self) <= running && row.wanted(self) == 0 && doubt == null) {
        return;
      }
      if (write(plan.farewell(row, running), gone, now)) {
        return;
      }
    }
  }

  /// False when the row had changed meanwhile; it is known now.
  private boolean write(ShareRow next, Set<NodeId> gone, Duration now) {
    Written written;
    try {
      written = store.write(next);
    } catch (StoreOutOfReachException unknown) {
      doubt = new Doubt(row.version(), Math.min(trusted(), next.slots(self)));
      throw unknown;
    }
    switch (written) {
      case Written.Done() -> {
        tell(next, gone);
        learn(next, now);
        return true;
      }
      case Written.Refused(ShareRow found) -> {
        learn(found, now);
        return false;
      }
    }
  }

  private void tell(ShareRow next, Set<NodeId> gone) {
    int given = 0;
    for (NodeId node : next.slots().keySet()) {
      int more = next.slots(node) - row.slots(node);
      if (more > 0 && !node.equals(self)) {
        listener.gave(row.key(), node, more);
        given += more;
      }
    }
    for (NodeId dead : gone) {
      if (row.slots(dead) > 0) {
        listener.freed(row.key(), dead, row.slots(dead));
      }
    }
    int less = row.slots(self) - next.slots(self);
    if (less > given) {
      listener.returned(row.key(), less - given);
    }
  }
}
