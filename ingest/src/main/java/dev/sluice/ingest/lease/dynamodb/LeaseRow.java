package dev.sluice.ingest.lease.dynamodb;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Checkpoint.BatchInHand;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// How a lease looks as an item. `v` is the version of this format.
final class LeaseRow {

  static final String VERSION = "v";
  static final String OWNER = "owner";
  static final String TOKEN = "token";
  static final String PREFERRED = "preferred";
  static final String TAKE_OVERS = "takeOvers";
  static final String POSITION = "position";
  static final String IN_HAND = "inHand";

  /// The number of the checkpoint that was written last in the present tenure; none before.
  static final String WRITE = "write";

  /// What this node writes and the newest it reads.
  static final int FORMAT = 1;

  static final String PREFIX = "lease#";

  private static final String MANAGER_OF = "managerOf";
  private static final String MAPPING = "mapping";
  private static final String SEAT = "seat";
  private static final String STREAM = "stream";
  private static final String STREAM_CREATED = "streamCreated";
  private static final String SHARD = "shard";
  private static final String PARENTS = "parents";

  private static final String TRIM_HORIZON = "TRIM_HORIZON";
  private static final String SHARD_END = "SHARD_END";
  private static final String AT_TIMESTAMP = "AT_TIMESTAMP ";
  private static final String AFTER = "AFTER ";

  private LeaseRow() {}

  static String id(LeaseKey key) {
    return PREFIX + key.text();
  }

  static Map<String, AttributeValue> write(Lease lease) {
    var item = new HashMap<String, AttributeValue>();
    item.put(LeaseTable.KEY, text(id(lease.key())));
    item.put(VERSION, number(FORMAT));
    putKey(lease.key(), item);
    if (!lease.parents().isEmpty()) {
      item.put(
          PARENTS, AttributeValue.fromSs(lease.parents().stream().map(ShardId::value).toList()));
    }
    switch (lease.tenure()) {
      case Tenure.Free(var preferred) -> {
        if (preferred != null) {
          item.put(PREFERRED, text(preferred.value()));
        }
      }
      case Tenure.Held(var owner, var token) -> {
        item.put(OWNER, text(owner.value()));
        item.put(TOKEN, text(token.value()));
      }
    }
    item.put(TAKE_OVERS, number(lease.takeOvers()));
    item.put(POSITION, text(position(lease.checkpoint())));
    AttributeValue inHand = inHand(lease.checkpoint());
    if (inHand != null) {
      item.put(IN_HAND, inHand);
    }
    return item;
  }

  private static void putKey(LeaseKey key, Map<String, AttributeValue> item) {
    switch (key) {
      case LeaseKey.Manager manager -> item.put(MANAGER_OF, text(manager.stack()));
      case LeaseKey.QueueSeat seat -> {
        item.put(MAPPING, text(seat.mapping().toString()));
        item.put(SEAT, number(seat.seat()));
      }
      case LeaseKey.Shard shard -> {
        item.put(MAPPING, text(shard.mapping().toString()));
        item.put(STREAM, text(shard.stream().toString()));
        item.put(STREAM_CREATED, number(shard.streamCreated().toEpochMilli()));
        item.put(SHARD, text(shard.shard().value()));
      }
    }
  }

  static String position(Checkpoint checkpoint) {
    return switch (checkpoint) {
      case Checkpoint.ShardEnd _ -> SHARD_END;
      case Checkpoint.Open(ReadPosition position, var _) ->
          switch (position) {
            case ReadPosition.TrimHorizon _ -> TRIM_HORIZON;
            case ReadPosition.AtTimestamp(var moment) -> AT_TIMESTAMP + moment;
            case ReadPosition.After(var number) -> AFTER + number;
          };
    };
  }

  static @Nullable AttributeValue inHand(Checkpoint checkpoint) {
    return checkpoint instanceof Checkpoint.Open(var _, BatchInHand batch) && batch != null
        ? text(batch.first() + " " + batch.last() + " " + batch.attempts() + " " + batch.since())
        : null;
  }

  /// @throws IllegalStateException when the row is of a newer format, or not a lease
  static Lease read(Map<String, AttributeValue> item) {
    checkVersion(item);
    AttributeValue parents = item.get(PARENTS);
    return new Lease(
        readKey(item),
        readTenure(item),
        readCheckpoint(required(item, POSITION).s(), item.get(IN_HAND)),
        parents == null
            ? Set.of()
            : parents.ss().stream().map(ShardId::new).collect(Collectors.toSet()),
        Integer.parseInt(required(item, TAKE_OVERS).n()));
  }

  private static LeaseKey readKey(Map<String, AttributeValue> item) {
    AttributeValue managerOf = item.get(MANAGER_OF);
    if (managerOf != null) {
      return new LeaseKey.Manager(managerOf.s());
    }
    var mapping = new EventSourceMappingId(UUID.fromString(required(item, MAPPING).s()));
    return item.containsKey(SEAT)
        ? new LeaseKey.QueueSeat(mapping, Integer.parseInt(required(item, SEAT).n()))
        : new LeaseKey.Shard(
            mapping,
            Arn.parse(required(item, STREAM).s()),
            Instant.ofEpochMilli(Long.parseLong(required(item, STREAM_CREATED).n())),
            new ShardId(required(item, SHARD).s()));
  }

  /// The condition that a row still says this, with `#owner` and `#token` for its names.
  ///
  /// @param values gets the values the condition names
  static String conditionOf(Tenure seen, Map<String, AttributeValue> values) {
    return switch (seen) {
      case Tenure.Free _ -> "attribute_exists(id) and attribute_not_exists(#owner)";
      case Tenure.Held(var owner, var token) -> {
        values.put(":owner", text(owner.value()));
        values.put(":token", text(token.value()));
        yield "#owner = :owner and #token = :token";
      }
    };
  }

  static Tenure readTenure(Map<String, AttributeValue> item) {
    AttributeValue owner = item.get(OWNER);
    AttributeValue preferred = item.get(PREFERRED);
    return owner == null
        ? new Tenure.Free(preferred == null ? null : new NodeId(preferred.s()))
        : new Tenure.Held(new NodeId(owner.s()), new FencingToken(required(item, TOKEN).s()));
  }

  private static Checkpoint readCheckpoint(String position, @Nullable AttributeValue inHand) {
    if (position.equals(SHARD_END)) {
      return new Checkpoint.ShardEnd();
    }
    return new Checkpoint.Open(
        readPosition(position), inHand == null ? null : readInHand(inHand.s()));
  }

  private static ReadPosition readPosition(String text) {
    if (text.equals(TRIM_HORIZON)) {
      return new ReadPosition.TrimHorizon();
    }
    if (text.startsWith(AT_TIMESTAMP)) {
      return new ReadPosition.AtTimestamp(Instant.parse(text.substring(AT_TIMESTAMP.length())));
    }
    if (text.startsWith(AFTER)) {
      return new ReadPosition.After(SequenceNumber.parse(text.substring(AFTER.length())));
    }
    throw new IllegalStateException("A lease row has the unknown position " + text);
  }

  /// Rows written before there was a fourth part are those of shards without take-overs.
  private static BatchInHand readInHand(String text) {
    String[] parts = text.split(" ", -1);
    return new BatchInHand(
        SequenceNumber.parse(parts[0]),
        SequenceNumber.parse(parts[1]),
        Integer.parseInt(parts[2]),
        parts.length > 3 ? Integer.parseInt(parts[3]) : 0);
  }

  static void checkVersion(Map<String, AttributeValue> item) {
    int version = Integer.parseInt(required(item, VERSION).n());
    if (version > FORMAT) {
      throw new IllegalStateException(
          "The row "
              + required(item, LeaseTable.KEY).s()
              + " of the lease table has format "
              + version
              + ", and this node reads up to "
              + FORMAT
              + ": run a newer Sluice on this table, or give this one a table prefix of its own");
    }
  }

  static AttributeValue required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "The row " + item.get(LeaseTable.KEY) + " of the lease table has no " + name);
    }
    return value;
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
