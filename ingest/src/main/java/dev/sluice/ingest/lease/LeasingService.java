package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node alive in the eyes of the others, takes the leases that are free or belonged to
/// the dead, and says which were lost. Two platform threads, where busy handlers cannot starve
/// them: one raises the counter, one looks at the leases.
public final class LeasingService implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(LeasingService.class);

  private final LeaseStore store;
  private final LeaseTimes times;
  private final Timekeeper timekeeper;
  private final RandomGenerator random;
  private final LeaseInterest interest;
  private final LeaseHolderListener listener;
  private final Membership membership;

  /// Touched by the scanning thread alone.
  private final Liveness liveness;

  /// Touched by the scanning thread alone.
  private Set<LeaseKey> reserved = Set.of();

  private final StopSignal stopScanning = new StopSignal();
  private final StopSignal stopBeating = new StopSignal();
  private final List<Loop> loops = new ArrayList<>();

  /// @param interest which leases this node has use for
  /// @param listener hears what is taken and lost
  public LeasingService(
      LeaseStore store,
      LeaseTimes times,
      Timekeeper timekeeper,
      RandomGenerator random,
      LeaseInterest interest,
      LeaseHolderListener listener) {
    this.store = store;
    this.times = times;
    this.timekeeper = timekeeper;
    this.random = random;
    this.interest = interest;
    this.listener = listener;
    this.membership = new Membership(store, interest.scope(), times, timekeeper, random);
    this.liveness = new Liveness(times.leaseDuration());
  }

  @Override
  public void start() {
    loops.add(loop("lease-scan", this::scan, stopScanning));
    loops.add(loop("heartbeat", this::beat, stopBeating));
  }

  private Loop loop(String name, TurnTaker taker, StopSignal stop) {
    return new Loop(name, taker, stop, timekeeper, random).startPunctual();
  }

  /// Raises the counter once.
  Turn beat() {
    try {
      boolean wasMember = membership.isMember();
      List<HeldLease> lost = membership.beat();
      if (!lost.isEmpty()) {
        LOG.atWarn()
            .addKeyValue("node", lost.getFirst().owner())
            .addKeyValue("leases", lost.size())
            .log("This node could not prove in time that it lives; it joins again under a new id");
      }
      lost.forEach(listener::lost); // who works under a lease says what its loss means
      if (membership.isMember() && !wasMember) {
        LOG.atInfo().addKeyValue("node", membership.node()).log("Joined the lease table");
      }
      return membership.isMember() ? new Turn.Rest(times.heartbeat()) : new Turn.Again();
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("node", membership.node())
          .addKeyValue("why", outOfReach.getMessage())
          .log("No heartbeat could be written; leases are given up when the term has run out");
      return new Turn.Rest(times.heartbeat().dividedBy(2));
    }
  }

  /// Looks at all leases once, and takes what may be taken.
  Turn scan() {
    if (!membership.isMember()) {
      return new Turn.Rest(times.heartbeat().dividedBy(10));
    }
    try {
      NodeId self = membership.node();
      List<Lease> leases = leases(); // before the nodes: see TakePlan
      List<NodeRow> nodes = store.nodes();
      Set<NodeId> alive = buryTheDead(self, nodes);
      var incarnations = new Incarnations(leases);
      Predicate<LeaseKey> wanted = key -> interest.wants(key) && incarnations.isPresent(key);
      var plan = new TakePlan(self, alive, wanted, reserved);
      reserved = plan.reserved(leases);
      letGo(leases, wanted);
      plan.takeable(leases).forEach(lease -> take(lease, self));
      membership.releaseStrays(leases);
      forgetTheEmptyHanded(nodes, alive, leases);
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log("The leases could not be looked at; nothing is taken until the next scan");
    }
    return new Turn.Rest(times.scan());
  }

  /// All leases, with the manager's among them: there would be no others without it.
  private List<Lease> leases() {
    List<Lease> leases = store.leases();
    Optional<LeaseKey.Manager> missing =
        interest
            .manager()
            .filter(manager -> leases.stream().noneMatch(l -> l.key().equals(manager)));
    if (missing.isEmpty()) {
      return leases;
    }
    store.createManager(missing.get()); // refused when another node was quicker
    return store.leases();
  }

  /// Declares dead whoever stood still for too long, and says who is alive.
  private Set<NodeId> buryTheDead(NodeId self, List<NodeRow> nodes) {
    Set<NodeId> alive =
        nodes.stream().filter(n -> !n.dead()).map(NodeRow::node).collect(Collectors.toSet());
    for (NodeRow suspect : liveness.standingStill(nodes, timekeeper.monotonic())) {
      if (!suspect.node().equals(self)
          && store.declareDead(suspect.node(), suspect.heartbeat()) == Written.DONE) {
        alive.remove(suspect.node());
        LOG.atWarn()
            .addKeyValue("node", suspect.node())
            .addKeyValue("heartbeat", suspect.heartbeat())
            .log("Declared a node dead: its heartbeat stood still for the lease duration");
      }
    }
    return alive;
  }

  /// Ends the work under leases whose row was removed, or that this node has no use for any more.
  private void letGo(List<Lease> leases, Predicate<LeaseKey> wanted) {
    Set<LeaseKey> rows = leases.stream().map(Lease::key).collect(Collectors.toSet());
    membership.loseRemoved(rows).forEach(listener::lost);
    membership.loseUnless(wanted).forEach(listener::lost);
  }

  /// One lease that cannot be taken keeps nobody from the others.
  private void take(Lease lease, NodeId self) {
    HeldLease taken = null;
    try {
      taken = membership.take(lease, self);
      if (taken != null) {
        LOG.atInfo()
            .addKeyValue("lease", lease.key().text())
            .addKeyValue("takeOvers", taken.taken().takeOvers())
            .log("Took a lease");
        listener.taken(taken);
      }
    } catch (RuntimeException fault) {
      if (taken != null) {
        taken.lose(); // nobody works under it: the next scan gives it back
      }
      LOG.atWarn()
          .addKeyValue("lease", lease.key().text())
          .setCause(fault)
          .log("A lease could not be taken; it is tried again at a later scan");
    }
  }

  /// A dead node's row goes once no lease names it. Should it come back to life later, its
  /// heartbeat finds no row and is refused all the same.
  private void forgetTheEmptyHanded(List<NodeRow> nodes, Set<NodeId> alive, List<Lease> leases) {
    Set<NodeId> owners =
        leases.stream()
            .map(Lease::tenure)
            .filter(Lease.Tenure.Held.class::isInstance)
            .map(tenure -> ((Lease.Tenure.Held) tenure).owner())
            .collect(Collectors.toSet());
    nodes.stream()
        .filter(n -> n.dead() && !alive.contains(n.node()) && !owners.contains(n.node()))
        .forEach(n -> store.forget(n.node()));
  }

  /// Gives everything back and leaves. Whoever works under the leases must have stopped before. A
  /// node that could not give everything back keeps its row: others wait until it stood still.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    Duration deadline = timekeeper.monotonic().plus(atMost);
    stopScanning.raise();
    await(loops.isEmpty() ? List.of() : loops.subList(0, 1), deadline);
    try {
      boolean empty = membership.isMember();
      for (HeldLease lease : membership.held()) {
        if (!deadline.minus(timekeeper.monotonic()).isPositive()) {
          lease.leaveToExpire(); // no time is left to ask for each
        }
        lease.release();
        empty &= !lease.isLeftToExpire();
      }
      stopBeating.raise();
      if (empty) {
        store.forget(membership.node());
      }
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log("Not all leases could be given back; other nodes wait for the lease duration");
    } finally {
      stopBeating.raise();
    }
    await(loops, deadline);
  }

  private void await(List<Loop> some, Duration deadline) throws InterruptedException {
    for (Loop loop : some) {
      loop.awaitEnd(deadline.minus(timekeeper.monotonic()));
    }
  }
}
