package dev.sluice.ingest.lease;

import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A lease as its row says.
///
/// @param key what it is for
/// @param tenure who holds it
/// @param checkpoint up to where the work is done; [Checkpoint.Open] at the horizon for a seat or a
///   manager
/// @param parents shards to be finished before this one (LEASE-032); empty for a seat or a manager
/// @param takeOvers how often it was taken from a node that died holding it, less what was settled
///   since: its holder writes how many are left with each checkpoint
public record Lease(
    LeaseKey key, Tenure tenure, Checkpoint checkpoint, Set<ShardId> parents, int takeOvers) {

  public Lease {
    parents = Set.copyOf(parents);
    if (takeOvers < 0) {
      throw new IllegalArgumentException("expected 0 or more take-overs, found " + takeOvers);
    }
  }

  /// A lease nobody has held.
  public static Lease fresh(LeaseKey key, Checkpoint checkpoint, Set<ShardId> parents) {
    return new Lease(key, new Tenure.Free(null), checkpoint, parents, 0);
  }

  /// The manager lease of a stack, free.
  public static Lease ofManager(LeaseKey.Manager key) {
    return fresh(key, new Checkpoint.Open(new ReadPosition.TrimHorizon(), null), Set.of());
  }

  /// Who holds a lease.
  public sealed interface Tenure {

    /// Nobody.
    ///
    /// @param preferred the node that should take it, for the time of one scan; null when any may
    record Free(@Nullable NodeId preferred) implements Tenure {}

    /// A node, alive or not.
    ///
    /// @param owner the node
    /// @param token of this tenure
    record Held(NodeId owner, FencingToken token) implements Tenure {}
  }
}
