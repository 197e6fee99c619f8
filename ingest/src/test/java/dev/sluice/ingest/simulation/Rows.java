package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Reads the rows of the lease table by their attributes, since what a judge believes must not
/// depend on the code that it judges.
final class Rows {

  static final String LEASE = "lease#";
  static final String NODE = "node#";

  private static final String AT_TIMESTAMP = "AT_TIMESTAMP ";
  private static final String AFTER = "AFTER ";

  private Rows() {}

  static String id(Map<String, AttributeValue> row) {
    return Objects.requireNonNull(text(row, "id"), "a row has an id");
  }

  static @Nullable String text(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    return value == null ? null : value.s();
  }

  private static String required(Map<String, AttributeValue> row, String name) {
    return Objects.requireNonNull(text(row, name), () -> "no " + name + " in " + row);
  }

  static @Nullable String owner(Map<String, AttributeValue> row) {
    return text(row, "owner");
  }

  static @Nullable String token(Map<String, AttributeValue> row) {
    return text(row, "token");
  }

  private static long number(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    return value == null ? 0 : Long.parseLong(value.n());
  }

  static int takeOvers(Map<String, AttributeValue> row) {
    return Math.toIntExact(number(row, "takeOvers"));
  }

  static LeaseKey key(Map<String, AttributeValue> row) {
    String manager = text(row, "managerOf");
    if (manager != null) {
      return new LeaseKey.Manager(manager);
    }
    var mapping = new EventSourceMappingId(UUID.fromString(required(row, "mapping")));
    AttributeValue seat = row.get("seat");
    return seat != null
        ? new LeaseKey.QueueSeat(mapping, Integer.parseInt(seat.n()))
        : new LeaseKey.Shard(
            mapping,
            Arn.parse(required(row, "stream")),
            Instant.ofEpochMilli(number(row, "streamCreated")),
            new ShardId(required(row, "shard")));
  }

  static boolean isAtEnd(Map<String, AttributeValue> row) {
    return "SHARD_END".equals(text(row, "position"));
  }

  /// Where a row says that reading goes on; not for one at the end.
  static ReadPosition position(Map<String, AttributeValue> row) {
    String position = required(row, "position");
    if (position.startsWith(AFTER)) {
      return new ReadPosition.After(SequenceNumber.parse(position.substring(AFTER.length())));
    }
    return position.startsWith(AT_TIMESTAMP)
        ? new ReadPosition.AtTimestamp(Instant.parse(position.substring(AT_TIMESTAMP.length())))
        : new ReadPosition.TrimHorizon();
  }
}
