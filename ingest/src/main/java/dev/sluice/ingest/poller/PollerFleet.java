package dev.sluice.ingest.poller;

import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseHolderListener;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All pollers of this node: those of queues, which need no lease, and one loop per held lease, be
/// it a poller's or the manager's.
public final class PollerFleet implements Component, LeaseHolderListener {

  private static final Logger LOG = LoggerFactory.getLogger(PollerFleet.class);

  private static final Duration BREAK_OFF_EVERY = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(1);

  /// Makes the poller that works under a lease.
  @FunctionalInterface
  public interface LeasedPollerFactory {

    TurnTaker pollerOf(HeldLease lease);

    /// No poller works under this lease any more.
    default void letGo(HeldLease lease) {}
  }

  /// A loop at work.
  private record Running(HeldLease lease, TurnTaker poller, StopSignal stop, Loop loop) {}

  private final List<Component> queuePollers;
  private final LeasedPollerFactory factory;
  private final Timekeeper timekeeper;
  private final RandomGenerator random;

  /// By lease, since a lease may be taken again before its former loop has noticed the loss.
  /// Guarded by this.
  private final Map<HeldLease, Running> running = new LinkedHashMap<>();

  /// Guarded by this.
  private boolean stopping;

  /// @param queuePollers started and stopped with the fleet
  public PollerFleet(
      List<? extends Component> queuePollers,
      LeasedPollerFactory factory,
      Timekeeper timekeeper,
      RandomGenerator random) {
    this.queuePollers = List.copyOf(queuePollers);
    this.factory = factory;
    this.timekeeper = timekeeper;
    this.random = random;
  }

  @Override
  public void start() {
    queuePollers.forEach(Component::start);
  }

  @Override
  public synchronized void taken(HeldLease lease) {
    if (stopping) {
      return; // it goes back when the leasing service stops
    }
    TurnTaker poller = factory.pollerOf(lease);
    var stop = new StopSignal();
    var loop = new Loop(name(lease.key()), () -> oneTurn(poller, lease), stop, timekeeper, random);
    running.put(lease, new Running(lease, poller, stop, loop));
    loop.start();
  }

  private Turn oneTurn(TurnTaker poller, HeldLease lease) throws InterruptedException {
    Turn turn = poller.turn();
    if (turn instanceof Turn.Finished) {
      // first: who stops the fleet waits for the loops it knows of
      end(lease, "nothing is left to do");
      forget(lease);
    }
    return turn;
  }

  private synchronized void forget(HeldLease lease) {
    running.remove(lease);
  }

  /// Gives nothing back when the lease was lost.
  private void end(HeldLease lease, String reason) {
    factory.letGo(lease);
    try {
      if (lease.release()) {
        LOG.atInfo()
            .addKeyValue("lease", lease.key().text())
            .addKeyValue("to", lease.heir())
            .addKeyValue("reason", reason)
            .log("Gave a lease back");
      }
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("lease", lease.key().text())
          .addKeyValue("why", outOfReach.getMessage())
          .log("A lease could not be given back; it is found ownerless later");
    }
  }

  /// The turn in progress is broken off and the loop ends; what it had in hand is dropped. Returns
  /// at once.
  @Override
  public void lost(HeldLease lease) {
    Running loser = at(lease);
    if (loser != null) {
      Thread.ofVirtual().start(() -> breakOff(loser));
    }
  }

  private synchronized @Nullable Running at(HeldLease lease) {
    return running.get(lease);
  }

  /// Asks again and again, since an invocation that begins at this very moment may be missed. Where
  /// the row is gone nobody follows, so that what runs may as well end by itself.
  private void breakOff(Running loser) {
    loser.stop().raise();
    try {
      do {
        if (!loser.lease().isGone()) {
          loser.poller().breakOff();
        }
      } while (!loser.loop().awaitEnd(BREAK_OFF_EVERY));
      if (at(loser.lease()) != null) {
        seeTheLoss(loser);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// One more turn for a loop that ended before it could see the loss, so that it accounts for what
  /// it had in hand.
  private void seeTheLoss(Running loser) throws InterruptedException {
    try {
      loser.poller().turn();
    } finally {
      end(loser.lease(), "it is lost");
      forget(loser.lease());
    }
  }

  /// On a thread of its own, since the turn in progress may last as long as an invocation does. The
  /// lease is given back only once the loop has ended: nobody works under it twice.
  @Override
  public void handOver(HeldLease lease, NodeId to) {
    Running leaving = at(lease);
    if (leaving != null) {
      leaving.stop().raise();
      Thread.ofVirtual().name("hand-over-" + lease.key().text()).start(() -> endAfterTurn(leaving));
    }
  }

  private void endAfterTurn(Running leaving) {
    try {
      while (!leaving.loop().awaitEnd(LONG)) {
        LOG.atInfo()
            .addKeyValue("lease", leaving.lease().key().text())
            .log("A lease to be handed over waits for an invocation");
      }
      if (!leaving.lease().isLost()) { // else whoever lost it sees to it
        end(leaving.lease(), "balance");
        forget(leaving.lease());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isTaking() {
    return !stopping;
  }

  private static String name(LeaseKey key) {
    return switch (key) {
      case LeaseKey.Manager manager -> "manager-" + manager.stack();
      case LeaseKey.Shard shard -> "stream-poller-" + shard.shard() + "-" + shard.mapping();
      case LeaseKey.QueueSeat seat -> "queue-seat-" + seat.seat() + "-" + seat.mapping();
    };
  }

  /// Takes nothing new, lets every poller settle what it runs, and gives the leases back. An
  /// invocation that outlives the time keeps its lease: others wait until this node is gone. A
  /// receive from a queue that outlives the time is waited for.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    Duration deadline = timekeeper.monotonic().plus(atMost);
    List<Running> atWork = raiseAll();
    List<Thread> stopping = new ArrayList<>();
    for (Component queuePoller : queuePollers) {
      stopping.add(Thread.ofVirtual().start(() -> stop(queuePoller, atMost)));
    }
    var ending = new WorkInHand(timekeeper);
    for (Running each : atWork) {
      ending.begin();
      Thread.ofVirtual().start(() -> endAfter(each, deadline, ending));
    }
    ending.awaitNone(deadline.minus(timekeeper.monotonic()));
    for (Running each : atWork) {
      if (each.loop().isRunning()) {
        each.lease().leaveToExpire();
        LOG.atWarn()
            .addKeyValue("lease", each.lease().key().text())
            .log("An invocation outlived the drain limit; its batch will be delivered again");
      }
    }
    for (Thread each : stopping) {
      each.join(); // Each keeps to the limit itself, but for its last receive.
    }
  }

  /// On a thread of its own, so that an idle shard does not wait for busy ones.
  private void endAfter(Running each, Duration deadline, WorkInHand ending) {
    try {
      if (each.loop().awaitEnd(deadline.minus(timekeeper.monotonic()))) {
        end(each.lease(), "the node stops");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      ending.end();
    }
  }

  private synchronized List<Running> raiseAll() {
    stopping = true;
    running.values().forEach(each -> each.stop().raise());
    return List.copyOf(running.values());
  }

  private static void stop(Component component, Duration atMost) {
    try {
      component.stop(atMost);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
