package dev.sluice.ingest.lease;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.source.ShardId;
import java.time.Instant;

/// What a lease is for: one poller's work (LEASE-060), or deciding which leases there are.
public sealed interface LeaseKey {

  /// The key as text, unique over all stacks and mappings.
  String text();

  /// Work for one event source mapping.
  sealed interface OfMapping extends LeaseKey {

    EventSourceMappingId mapping();
  }

  /// The right to create and remove the leases of a stack. One node at a time keeps them in step
  /// with what the stack's sources are.
  ///
  /// @param stack by name; not blank
  record Manager(String stack) implements LeaseKey {

    public Manager {
      if (stack.isBlank()) {
        throw new IllegalArgumentException("the stack of a manager lease is not blank");
      }
    }

    @Override
    public String text() {
      return "manager/" + stack;
    }
  }

  /// A further poller's place at a queue.
  ///
  /// @param mapping of the queue
  /// @param seat counted from 1; the one free poll per node and queue needs no lease
  record QueueSeat(EventSourceMappingId mapping, int seat) implements OfMapping {

    public QueueSeat {
      if (seat < 1) {
        throw new IllegalArgumentException("expected a seat of 1 or more, found " + seat);
      }
    }

    @Override
    public String text() {
      return mapping + "/seat/" + seat;
    }
  }

  /// One shard of one mapping.
  ///
  /// @param mapping that reads it
  /// @param stream the shard belongs to
  /// @param streamCreated a stream made anew under its old name has shards of the same names
  /// @param shard the shard
  record Shard(EventSourceMappingId mapping, Arn stream, Instant streamCreated, ShardId shard)
      implements OfMapping {

    @Override
    public String text() {
      return String.join(
          "/",
          mapping.toString(),
          stream.toString(),
          Long.toString(streamCreated.toEpochMilli()),
          shard.value());
    }

    /// The lease of another shard of the same stream and mapping.
    public Shard sibling(ShardId other) {
      return new Shard(mapping, stream, streamCreated, other);
    }

    /// Whether both name shards of the same stream, read for the same mapping.
    public boolean sameStream(Shard other) {
      return sibling(other.shard).equals(other);
    }
  }
}
