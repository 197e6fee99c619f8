package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.HandOverPlan.Gift;
import dev.sluice.ingest.lease.Lease.Tenure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's look at all leases: takes what is due to it, gives what others lack, lets go of what
/// is gone. Obeys [TakePlan] and [HandOverPlan]. Used by one thread.
final class LeaseScan {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseScan.class);

  private final Circumstances around;
  private final LeaseInterest interest;
  private final LeaseHolderListener listener;
  private final Membership membership;
  private final DeadNodes deadNodes;

  /// What was there for the taking at the last look.
  private Map<LeaseKey, Tenure> before = Map.of();

  /// Who looked last.
  private @Nullable NodeId lastSelf;

  LeaseScan(
      Circumstances around,
      LeaseInterest interest,
      LeaseHolderListener listener,
      Membership membership) {
    this.around = around;
    this.interest = interest;
    this.listener = listener;
    this.membership = membership;
    this.deadNodes = new DeadNodes(around);
  }

  /// Looks once. Only for a member.
  ///
  /// @throws StoreOutOfReachException when the look could not be finished
  void look(NodeId self) {
    if (!self.equals(lastSelf)) {
      before = Map.of(); // seen in a former life, too long ago to count as two looks in a row
      lastSelf = self;
    }
    boolean taking = listener.isTaking();
    List<Lease> leases = leases(taking); // before the nodes: see Survey
    List<NodeRow> nodes = deadNodes.nodesAfterBurial(self);
    List<NodeRow> alive = nodes.stream().filter(node -> !node.dead()).toList();
    var incarnations = new Incarnations(leases);
    letGo(leases, incarnations);
    var survey = new Survey(leases, alive, membership.leaving());
    nameHeirs(self, survey);
    if (taking) {
      share(self, survey);
    } else {
      membership.withdraw();
    }
    membership.releaseStrays(leases);
    deadNodes.forgetTheEmptyHanded(nodes, leases);
  }

  /// All leases, with the manager's among them: there would be no others without it.
  private List<Lease> leases(boolean taking) {
    List<Lease> leases = around.store().leases();
    Optional<LeaseKey.Manager> missing =
        interest
            .manager()
            .filter(manager -> leases.stream().noneMatch(l -> l.key().equals(manager)));
    if (missing.isEmpty() || !taking) {
      return leases;
    }
    around.store().createManager(missing.get()); // refused when another node was quicker
    return around.store().leases();
  }

  /// Ends the work under leases whose row was removed or whose stream was made anew, where nobody
  /// follows, and under those that this node has no use for any more.
  private void letGo(List<Lease> leases, Incarnations incarnations) {
    Set<LeaseKey> rows =
        leases.stream().map(Lease::key).filter(incarnations::isPresent).collect(Collectors.toSet());
    membership.loseRemoved(rows).forEach(listener::lost);
    membership.loseUnless(interest::wants).forEach(listener::lost);
  }

  /// So that a stop need not look again: each lease that is given back names who goes on.
  private void nameHeirs(NodeId self, Survey survey) {
    List<HeldLease> held = membership.held();
    Map<LeaseKey, NodeId> heirs =
        plan(self, survey).heirs(held.stream().map(HeldLease::key).toList());
    held.forEach(lease -> lease.nameHeir(heirs.get(lease.key())));
  }

  private HandOverPlan plan(NodeId self, Survey survey) {
    return new HandOverPlan(self, survey, deadNodes.lively(), membership.leaving());
  }

  /// Gives only while nothing is there for the taking that was not there before: the poor may be
  /// about to help themselves.
  private void share(NodeId self, Survey survey) {
    var plan = new TakePlan(self, survey, interest::wants, before);
    before = plan.seen();
    List<Lease> takes = plan.takes(around.random());
    takes.forEach(lease -> take(lease, self));
    if (takes.isEmpty() && !plan.isInMotion()) {
      plan(self, survey).gift().ifPresent(this::give);
    }
  }

  /// One lease that cannot be taken keeps nobody from the others.
  private void take(Lease lease, NodeId self) {
    HeldLease taken = null;
    try {
      taken = membership.take(lease, self);
      if (taken != null) {
        LOG.atInfo()
            .addKeyValue("lease", lease.key().text())
            .addKeyValue("reason", reasonOf(lease.tenure(), self))
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

  private static String reasonOf(Tenure seen, NodeId self) {
    return switch (seen) {
      case Tenure.Free(NodeId preferred) when self.equals(preferred) -> "handed over to this node";
      case Tenure.Free _ -> "free";
      case Tenure.Held(NodeId owner, var _) -> "taken over from dead node " + owner;
    };
  }

  private void give(Gift gift) {
    for (HeldLease lease : membership.held()) {
      if (lease.key().equals(gift.lease().key())) {
        LOG.atInfo()
            .addKeyValue("lease", lease.key().text())
            .addKeyValue("to", gift.to())
            .addKeyValue("reason", "balance")
            .log("Gives a lease to a node that has less, once its turn in progress has ended");
        lease.leaveTo(gift.to());
        listener.handOver(lease, gift.to());
      }
    }
  }
}
