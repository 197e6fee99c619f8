package dev.sluice.demo.failover;

import dev.sluice.demo.failover.LeaseRows.ShardLease;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks at what is handled and who holds what; tells the ledger. Used by one thread.
final class Watch {

  /// A shard whose records come steadily is read once a second when nothing is new.
  private static final Duration RECENT = Duration.ofSeconds(3);

  private final NoteFile notes;
  private final LeaseRows leases;
  private final Ledger ledger;
  private final Map<String, Note> latest = new HashMap<>();

  Watch(NoteFile notes, LeaseRows leases, Ledger ledger) {
    this.notes = notes;
    this.leases = leases;
    this.ledger = ledger;
  }

  /// What was handled since the last look.
  List<Note> look() {
    List<Note> more = notes.more();
    for (Note note : more) {
      ledger.handled(note);
      latest.put(note.shard(), note);
    }
    return more;
  }

  List<ShardLease> leases() {
    return leases.shards();
  }

  /// The id of the node that a shard's lease names; null when it names none.
  @Nullable String ownerOf(String shard) {
    return leases.shards().stream()
        .filter(lease -> lease.shard().equals(shard))
        .findFirst()
        .map(ShardLease::owner)
        .orElse(null);
  }

  /// The process that handled the shard a moment ago; null when none did.
  @Nullable Long handlerOf(String shard) {
    Note note = latest.get(shard);
    if (note == null || note.atMillis() < Instant.now().minus(RECENT).toEpochMilli()) {
      return null;
    }
    return note.node();
  }

  /// Books how far a killed node had come with every shard its leases still name it for.
  void bookSettled(String id, long pid) {
    for (ShardLease lease : leases.shards()) {
      BigInteger settled = lease.settled();
      if (id.equals(lease.owner()) && settled != null) {
        ledger.settled(pid, lease.shard(), settled);
      }
    }
  }
}
