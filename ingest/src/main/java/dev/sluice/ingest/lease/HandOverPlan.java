package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what a node hands over, and to whom. Pure, and the same on every node that sees the same
/// rows: several rich nodes do not all give to the same poor one.
///
/// @param self the node that asks
/// @param survey what it sees
/// @param lively nodes seen to live of late: nobody waits for one that may be dead
/// @param leaving what it is handing over already, and to whom
record HandOverPlan(NodeId self, Survey survey, Set<NodeId> lively, Map<LeaseKey, NodeId> leaving) {

  /// By how much a node must have more than another before it gives: below that, giving would only
  /// turn the two about.
  private static final int WORTHWHILE = 2;

  /// One lease and the node it is to go to.
  record Gift(Lease lease, NodeId to) {}

  /// What this node gives for balance now: one lease at most, so that the loads have changed before
  /// it decides again. The way to balance is thought out for all nodes, the richest giving to the
  /// poorest that can use what it has, until nobody has much more than another; this is the node's
  /// own first step on that way. So no lease moves that could have stayed.
  Optional<Gift> gift() {
    Map<NodeId, Integer> loads = new HashMap<>(survey.loads());
    Set<LeaseKey> moved = new HashSet<>(leaving.keySet());
    while (true) {
      Step step = nextStep(loads, moved);
      if (step == null) {
        return Optional.empty();
      }
      if (step.from().equals(self)) {
        return Optional.of(step.gift());
      }
      loads.merge(step.from(), -1, Integer::sum);
      loads.merge(step.gift().to(), 1, Integer::sum);
      moved.add(step.gift().lease().key());
    }
  }

  /// On the way to balance.
  private record Step(NodeId from, Gift gift) {}

  private @Nullable Step nextStep(Map<NodeId, Integer> loads, Set<LeaseKey> moved) {
    List<NodeId> richestFirst =
        loads.keySet().stream()
            .sorted(
                Comparator.comparingInt((NodeId node) -> -loads.getOrDefault(node, 0))
                    .thenComparing(NodeId::value))
            .toList();
    for (NodeId giver : richestFirst) {
      Gift gift = giftOf(giver, loads, moved);
      if (gift != null) {
        return new Step(giver, gift);
      }
    }
    return null;
  }

  private @Nullable Gift giftOf(NodeId giver, Map<NodeId, Integer> loads, Set<LeaseKey> moved) {
    int most = loads.getOrDefault(giver, 0) - WORTHWHILE;
    Gift best = null;
    for (Lease lease : survey.workable()) {
      if (!isIn(giver, lease) || moved.contains(lease.key())) {
        continue;
      }
      NodeId poorest = poorest(lease.key(), giver, loads);
      if (poorest != null
          && loads.getOrDefault(poorest, 0) <= most
          && (best == null || loads.getOrDefault(poorest, 0) < loads.getOrDefault(best.to(), 0))) {
        best = new Gift(lease, poorest);
      }
    }
    return best;
  }

  private static boolean isIn(NodeId giver, Lease lease) {
    return lease.key() instanceof LeaseKey.OfMapping
        && lease.tenure() instanceof Tenure.Held(NodeId owner, var _)
        && owner.equals(giver);
  }

  /// Of those that could work under the lease, who has least; null when nobody else could.
  private @Nullable NodeId poorest(LeaseKey key, NodeId but, Map<NodeId, Integer> loads) {
    Set<NodeId> others = new HashSet<>(survey.pollersOf(key));
    others.remove(but);
    others.retainAll(lively);
    return others.stream()
        .min(
            Comparator.comparingInt((NodeId node) -> loads.getOrDefault(node, 0))
                .thenComparing(NodeId::value))
        .orElse(null);
  }

  /// Who should go on with each of these leases when this node stops: poorest first, and spread.
  /// What is on its way to a node that still lives goes there. A lease nobody else could work under
  /// is left out.
  Map<LeaseKey, NodeId> heirs(List<LeaseKey> held) {
    Map<NodeId, Integer> loads = new HashMap<>(survey.loads());
    var heirs = new HashMap<LeaseKey, NodeId>();
    for (LeaseKey key : held.stream().sorted(Comparator.comparing(LeaseKey::text)).toList()) {
      NodeId promised = leaving.get(key);
      if (promised != null && survey.isAlive(promised) && lively.contains(promised)) {
        heirs.put(key, promised);
        continue;
      }
      NodeId heir = poorest(key, self, loads);
      if (heir != null) {
        heirs.put(key, heir);
        loads.merge(heir, 1, Integer::sum);
      }
    }
    return heirs;
  }
}
