package dev.sluice.ingest.lease;

import dev.sluice.ingest.lease.Lease.Tenure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Decides which leases a node takes now. Pure but for the order of taking, which is random so that
/// nodes that look at the same moment do not all ask for the same leases.
///
/// Of what is free or belonged to the dead a node takes, in this order: what it was named for; what
/// was there for the taking at its last look already, since whoever should have taken it has not
/// (LEASE-043); of the rest as much as leaves it with no more than its fair share (LEASE-042). A
/// lease named for another node alive is left alone for one look.
///
/// @param self the node that asks
/// @param survey what it sees
/// @param wanted whether it has use for a lease
/// @param before what it saw free or in a dead node's hands at its last look, and in whose
record TakePlan(
    NodeId self, Survey survey, Predicate<LeaseKey> wanted, Map<LeaseKey, Tenure> before) {

  /// The leases to take.
  List<Lease> takes(RandomGenerator random) {
    var candidates = new ArrayList<>(available());
    Collections.shuffle(candidates, random);
    var takes = new ArrayList<Lease>();
    candidates.stream().filter(this::isDue).forEach(takes::add);
    Map<Set<NodeId>, Long> room = room(takes);
    for (Lease lease : candidates) {
      if (isDue(lease) || survey.isReserved(lease)) {
        continue;
      }
      Set<NodeId> sharers = survey.pollersOf(lease.key());
      long left = room.getOrDefault(sharers, 0L);
      if (left > 0) {
        room.put(sharers, left - 1);
        takes.add(lease);
      }
    }
    return takes;
  }

  private List<Lease> available() {
    return survey.workable().stream()
        .filter(lease -> survey.isAvailable(lease) && wanted.test(lease.key()))
        .toList();
  }

  /// Taken whatever the share. The manager's is one of a kind: it cannot be shared out.
  private boolean isDue(Lease lease) {
    return lease.tenure().equals(new Tenure.Free(self))
        || wasThere(lease)
        || (lease.key() instanceof LeaseKey.Manager && !survey.isReserved(lease));
  }

  private boolean wasThere(Lease lease) {
    return lease.tenure().equals(before.get(lease.key()));
  }

  /// How many more this node may take of what each set of nodes shares: the fair share is the same
  /// for each of them, rounded up, so that together they can take everything.
  private Map<Set<NodeId>, Long> room(List<Lease> takes) {
    Map<Set<NodeId>, List<Lease>> shared =
        survey.workable().stream()
            .filter(l -> l.key() instanceof LeaseKey.OfMapping && wanted.test(l.key()))
            .collect(Collectors.groupingBy(l -> survey.pollersOf(l.key())));
    var room = new HashMap<Set<NodeId>, Long>();
    shared.forEach(
        (sharers, leases) -> {
          long share = Math.ceilDiv(leases.size(), Math.max(1, sharers.size()));
          long has = leases.stream().filter(l -> isMine(l) || takes.contains(l)).count();
          room.put(sharers, share - has);
        });
    return room;
  }

  private boolean isMine(Lease lease) {
    return lease.tenure() instanceof Tenure.Held(NodeId owner, var _) && owner.equals(self);
  }

  /// What is there for the taking, for the next look.
  Map<LeaseKey, Tenure> seen() {
    return survey.workable().stream()
        .filter(survey::isAvailable)
        .collect(Collectors.toMap(Lease::key, Lease::tenure));
  }

  /// Whether something is there for the taking that was not at the last look: those with less than
  /// their share may be about to take it.
  boolean isInMotion() {
    return available().stream().anyMatch(l -> !wasThere(l) && !survey.isReserved(l));
  }
}
