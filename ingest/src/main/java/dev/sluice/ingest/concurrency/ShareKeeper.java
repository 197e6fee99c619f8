package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeRow;
import dev.sluice.ingest.lease.Standing;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's shares of all limits: takes slots when there is work for them, asks for those
/// that others have, gives to those who ask, and puts back what is idle.
///
/// Two loops, neither on a thread that functions can starve. One looks at the rows: at once when
/// work lacks slots, every quarter of a second while it goes on lacking some or gives some away,
/// and twice a heartbeat while the node has slots. The other asks nobody, and ends what runs
/// without a right to when the node's term has run out, however long a call of the first may hang.
///
/// To be started after whatever makes the node a member, and stopped before it, when nothing runs
/// any more.
public final class ShareKeeper implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(ShareKeeper.class);

  /// Between two looks while there is something to be had or to be given.
  private static final Duration ASKING = Duration.ofMillis(250);

  private static final Duration JOINING = Duration.ofMillis(50);

  private final CountingService counting;
  private final Table table;
  private final Duration heartbeat;
  private final Timekeeper time;
  private final RandomGenerator random;
  private final ShareListener listener;
  private final StopSignal stop = new StopSignal();
  private final List<Loop> loops = new ArrayList<>();

  // All touched by the looking thread alone, and by who stops the keeper after it has ended.
  private final Map<ShareKey, KeptShare> kept = new HashMap<>();
  private final Map<ShareKey, Duration> due = new HashMap<>();
  private final Set<NodeId> gone = new HashSet<>();
  private @Nullable NodeId self;
  private Duration nodesReadAt = Duration.ZERO;
  private Duration retryAt = Duration.ZERO;

  /// Touched by the watching thread alone.
  private Optional<NodeId> watched = Optional.empty();

  /// What all nodes share.
  ///
  /// @param standing of this node
  /// @param nodes the rows of all nodes
  /// @param shares the rows of all limits
  public record Table(Standing standing, LeaseStore nodes, ShareStore shares) {}

  /// @param counting whose limits are shared
  /// @param heartbeat how soon others should notice what this node does not need
  public ShareKeeper(
      CountingService counting,
      Table table,
      Duration heartbeat,
      Timekeeper time,
      RandomGenerator random,
      ShareListener listener) {
    this.counting = counting;
    this.table = table;
    this.heartbeat = heartbeat;
    this.time = time;
    this.random = random;
    this.listener = listener;
  }

  @Override
  public void start() {
    loops.add(new Loop("shares", this::look, stop, time, random).startPunctual());
    loops.add(new Loop("share-watch", this::watch, stop, time, random).startPunctual());
  }

  private Turn look() throws InterruptedException {
    takeNeeds(lookOnce());
    return new Turn.Again();
  }

  /// Waits for needs, at most so long; they are due at once.
  void takeNeeds(Duration atMost) throws InterruptedException {
    counting.needs().await(atMost).forEach(key -> due.put(key, Duration.ZERO));
  }

  /// Looks at what there is to look at now, and says until when there may be nothing more.
  Duration lookOnce() {
    NodeId member = table.standing().member().orElse(null);
    if (member == null) {
      forget();
      self = null;
      return JOINING;
    }
    if (!member.equals(self)) {
      begin(member);
    }
    Duration now = time.monotonic();
    if (now.compareTo(retryAt) >= 0) {
      lookAtDue(member, now);
    }
    return untilNext();
  }

  /// All rows are read once: then the first slot of each limit takes one write.
  private void begin(NodeId member) {
    forget();
    self = member;
    due.clear();
    counting.limits().keySet().forEach(key -> due.put(key, Duration.ZERO));
  }

  /// What the former life had is lost.
  private void forget() {
    kept.keySet().forEach(key -> listener.has(key, 0, 0));
    kept.clear();
  }

  private void lookAtDue(NodeId member, Duration now) {
    try {
      for (var entry : Map.copyOf(due).entrySet()) {
        if (now.compareTo(entry.getValue()) >= 0) {
          boolean needed = entry.getValue().isZero();
          due.put(entry.getKey(), now.plus(ASKING)); // whatever comes, the others have their turn
          schedule(entry.getKey(), lookAt(member, entry.getKey(), !needed));
        }
      }
    } catch (StoreOutOfReachException outOfReach) {
      retryAt = time.monotonic().plus(heartbeat.dividedBy(4));
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log("Shares of concurrency could not be kept; the node goes on with those it has");
    }
  }

  /// @param read whether to read the row; when there is new work here, the row as it was seen last
  ///   will mostly do, since a write made from an old one is refused with the row as it is
  private KeptShare.Looked lookAt(NodeId member, ShareKey key, boolean read) {
    KeptShare share = kept.get(key);
    if (share == null) {
      share = share(member, key, table.shares().read(key));
      kept.put(key, share);
    } else if (read) {
      share.learn(table.shares().read(key), time.monotonic());
    }
    Duration now = time.monotonic();
    if (share.lacksWhatOthersHave() && now.minus(nodesReadAt).compareTo(heartbeat) >= 0) {
      findWhoIsGone(member);
      nodesReadAt = now;
    }
    Duration half = heartbeat.dividedBy(2);
    return share.settle(gone, new KeptShare.Look(time.monotonic(), ASKING, half));
  }

  private KeptShare share(NodeId member, ShareKey key, ShareRow first) {
    int limit = counting.limits().getOrDefault(key, 0);
    int idle = key instanceof ShareKey.Unreserved ? SharePlan.block(limit) : 0;
    var plan = new SharePlan(member, limit, idle, Set.of());
    return new KeptShare(
        plan, first, time.monotonic(), counting.room(key), table.shares(), listener);
  }

  /// Nodes are read after the rows that name them: who is named there had joined by then, so one
  /// that has no row now is gone for good, and never one that has just come. Dead is final, too.
  private void findWhoIsGone(NodeId member) {
    Set<NodeId> living =
        table.nodes().nodes().stream()
            .filter(node -> !node.dead())
            .map(NodeRow::node)
            .collect(Collectors.toSet());
    gone.clear();
    kept.values().stream()
        .map(KeptShare::row)
        .flatMap(row -> Stream.concat(row.slots().keySet().stream(), row.wants().keySet().stream()))
        .filter(node -> !living.contains(node) && !node.equals(member))
        .forEach(gone::add);
  }

  private void schedule(ShareKey key, KeptShare.Looked looked) {
    if (looked.unsettled()) {
      due.put(key, time.monotonic().plus(about(ASKING)));
    } else if (looked.slots() > 0) {
      due.put(key, time.monotonic().plus(about(heartbeat.dividedBy(2))));
    } else {
      due.remove(key);
    }
  }

  /// A tenth more or less, so that nodes do not look in step.
  private Duration about(Duration rest) {
    return rest.multipliedBy(90 + random.nextInt(21)).dividedBy(100);
  }

  private Duration untilNext() {
    Duration most = heartbeat.dividedBy(2); // a new life may begin at any time
    Optional<Duration> next = due.values().stream().min(Duration::compareTo);
    if (next.isEmpty()) {
      return most;
    }
    Duration at = next.get().compareTo(retryAt) < 0 ? retryAt : next.get();
    Duration left = at.minus(time.monotonic());
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  /// Lets nothing run without a right to.
  Turn watch() {
    Optional<NodeId> member = table.standing().member();
    List<Runnable> lost = counting.recount();
    if (member.isEmpty() && watched.isPresent()) {
      listener.cutOff(lost.size());
    }
    watched = member;
    lost.forEach(Runnable::run);
    return new Turn.Rest(ASKING);
  }

  /// Puts everything back. Slots of invocations that still run are left to be found without an
  /// owner.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    stop.raise();
    counting.needs().end();
    Duration deadline = time.monotonic().plus(atMost);
    for (Loop loop : loops) {
      if (!loop.awaitEnd(deadline.minus(time.monotonic()))) {
        return;
      }
    }
    if (table.standing().member().filter(member -> member.equals(self)).isEmpty()) {
      return;
    }
    try {
      for (KeptShare share : kept.values()) {
        if (time.monotonic().compareTo(deadline) >= 0) {
          return;
        }
        share.leave(gone, time.monotonic());
      }
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log(
              "Not all shares of concurrency could be given back; others find them without an"
                  + " owner");
    }
  }
}
