package dev.sluice.ingest.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Judges other nodes by whether their counters move, on this node's own clock: no clock is shared
/// (LEASE-041). Used by one thread.
final class Liveness {

  private record Sighting(long heartbeat, Duration since) {}

  private final Duration leaseDuration;
  private final Map<NodeId, Sighting> sightings = new HashMap<>();

  Liveness(Duration leaseDuration) {
    this.leaseDuration = leaseDuration;
  }

  /// The nodes whose counters were seen to move of late: somebody is there to take what is handed
  /// over. A row that was only just written may belong to nobody, since its writer never heard of
  /// it.
  ///
  /// @param seenAt a monotonic moment after the last look
  Set<NodeId> lively(Duration seenAt, Duration ofLate) {
    return sightings.entrySet().stream()
        .filter(s -> s.getValue().heartbeat() > 0)
        .filter(s -> seenAt.minus(s.getValue().since()).compareTo(ofLate) < 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /// Takes a look. The nodes that come back are not declared dead yet, but their counters have
  /// stood still for the lease duration. A node seen for the first time counts as fresh.
  ///
  /// @param seenAt a monotonic moment after the rows were read
  List<NodeRow> standingStill(List<NodeRow> rows, Duration seenAt) {
    var suspects = new ArrayList<NodeRow>();
    for (NodeRow row : rows) {
      Sighting before = sightings.get(row.node());
      if (before == null || before.heartbeat() != row.heartbeat()) {
        sightings.put(row.node(), new Sighting(row.heartbeat(), seenAt));
      } else if (!row.dead() && seenAt.minus(before.since()).compareTo(leaseDuration) >= 0) {
        suspects.add(row);
      }
    }
    sightings.keySet().retainAll(rows.stream().map(NodeRow::node).toList());
    return suspects;
  }
}
