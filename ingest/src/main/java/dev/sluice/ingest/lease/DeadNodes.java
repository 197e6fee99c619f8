package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseStore.Written;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Declares dead whoever stood still for too long, and forgets the dead once nothing names them.
/// Used by one thread.
final class DeadNodes {

  private static final Logger LOG = LoggerFactory.getLogger(DeadNodes.class);

  private final Circumstances around;
  private final Liveness liveness;

  DeadNodes(Circumstances around) {
    this.around = around;
    this.liveness = new Liveness(around.times().leaseDuration());
  }

  /// All nodes, after those that stood still for the lease duration were declared dead.
  ///
  /// @param self never declared dead by itself
  List<NodeRow> nodesAfterBurial(NodeId self) {
    List<NodeRow> nodes = around.store().nodes();
    List<NodeRow> suspects =
        liveness.standingStill(nodes, around.timekeeper().monotonic()).stream()
            .filter(suspect -> !suspect.node().equals(self))
            .toList();
    suspects.forEach(this::declareDead);
    // Read again rather than believed: another node may have been quicker, or the suspect lives.
    return suspects.isEmpty() ? nodes : around.store().nodes();
  }

  private void declareDead(NodeRow suspect) {
    if (around.store().declareDead(suspect.node(), suspect.heartbeat()) == Written.DONE) {
      LOG.atWarn()
          .addKeyValue("node", suspect.node())
          .addKeyValue("heartbeat", suspect.heartbeat())
          .log("Declared a node dead: its heartbeat stood still for the lease duration");
    }
  }

  /// The nodes that were seen to live of late.
  Set<NodeId> lively() {
    Duration ofLate = around.times().leaseDuration().dividedBy(2);
    return liveness.lively(around.timekeeper().monotonic(), ofLate);
  }

  /// A dead node's row goes once no lease names it. Should it come back to life later, its
  /// heartbeat finds no row and is refused all the same.
  ///
  /// @param leases read before the nodes
  void forgetTheEmptyHanded(List<NodeRow> nodes, List<Lease> leases) {
    Set<NodeId> owners =
        leases.stream()
            .map(Lease::tenure)
            .filter(Tenure.Held.class::isInstance)
            .map(tenure -> ((Tenure.Held) tenure).owner())
            .collect(Collectors.toSet());
    nodes.stream()
        .filter(node -> node.dead() && !owners.contains(node.node()))
        .forEach(node -> around.store().forget(node.node()));
  }
}
