package dev.sluice.demo.failover;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was put on the stream and what became of it. Safe for use by the feeding and the measuring
/// thread.
final class Ledger {

  private record Tick(String shard, BigInteger sequence) {}

  private record Share(long node, String shard) {}

  /// How the books stand.
  ///
  /// @param fed records put on the stream
  /// @param lost of them that no function has been given; a run that ended early did not wait for
  ///   them
  /// @param againAfterKill times a record was handled again since its node was killed before it had
  ///   settled it: allowed
  /// @param settledAgain times a record was handled again although a checkpoint covered it when its
  ///   node was killed: never allowed
  /// @param againWithoutKill times a record was handled again although the node that had it before
  ///   was never killed: never allowed
  /// @param outOfOrder records that were handled for the first time after a later one of their
  ///   shard: never allowed
  record Balance(
      int fed,
      int lost,
      int againAfterKill,
      int settledAgain,
      int againWithoutKill,
      int outOfOrder) {}

  // All guarded by this.
  private final Set<Tick> waiting = new HashSet<>();
  private final Map<Tick, Long> lastNode = new HashMap<>();
  private final Map<String, BigInteger> furthest = new HashMap<>();
  private final Set<Long> killed = new HashSet<>();
  private final Map<Share, BigInteger> settled = new HashMap<>();
  private int fed;
  private int againAfterKill;
  private int settledAgain;
  private int againWithoutKill;
  private int outOfOrder;

  /// A record was put on the stream.
  synchronized void fed(String shard, String sequence) {
    var tick = new Tick(shard, new BigInteger(sequence));
    fed++;
    if (!lastNode.containsKey(tick)) { // its note may be quicker than the answer to the put
      waiting.add(tick);
    }
  }

  /// A node was killed.
  synchronized void killed(long node) {
    killed.add(node);
  }

  /// A killed node had settled a shard up to here, as its lease said after its death.
  synchronized void settled(long node, String shard, BigInteger upTo) {
    settled.put(new Share(node, shard), upTo);
  }

  /// A function was given a record. Notes come in the order they were written.
  synchronized void handled(Note note) {
    var tick = new Tick(note.shard(), new BigInteger(note.sequence()));
    waiting.remove(tick);
    Long before = lastNode.put(tick, note.node());
    if (before == null) {
      inOrder(tick);
    } else if (!killed.contains(before)) {
      againWithoutKill++;
    } else if (coversIt(settled.get(new Share(before, tick.shard())), tick)) {
      settledAgain++;
    } else {
      againAfterKill++;
    }
  }

  private void inOrder(Tick tick) {
    BigInteger former = furthest.get(tick.shard());
    if (former != null && former.compareTo(tick.sequence()) > 0) {
      outOfOrder++;
    } else {
      furthest.put(tick.shard(), tick.sequence());
    }
  }

  private static boolean coversIt(@Nullable BigInteger upTo, Tick tick) {
    return upTo != null && tick.sequence().compareTo(upTo) <= 0;
  }

  /// How many records no function has been given yet.
  synchronized int waiting() {
    return waiting.size();
  }

  synchronized Balance balance() {
    return new Balance(
        fed, waiting.size(), againAfterKill, settledAgain, againWithoutKill, outOfOrder);
  }
}
