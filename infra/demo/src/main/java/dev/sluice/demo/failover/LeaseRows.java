package dev.sluice.demo.failover;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/// The lease table as the nodes keep it, read from outside.
final class LeaseRows {

  private static final String NODE = "node#";
  private static final String LEASE = "lease#";
  private static final String AFTER = "AFTER ";

  private final DynamoDbClient dynamoDb;
  private final String table;

  /// Who holds a shard.
  ///
  /// @param shard which
  /// @param owner id of the node's life; null when nobody has it
  /// @param settled up to where; null at the horizon
  record ShardLease(String shard, @Nullable String owner, @Nullable BigInteger settled) {}

  /// @param prefix of the nodes' tables
  LeaseRows(DynamoDbClient dynamoDb, String prefix) {
    this.dynamoDb = dynamoDb;
    this.table = prefix + "-leases";
  }

  /// The leases of all shards, in the order of their names.
  List<ShardLease> shards() {
    return scan(LEASE).stream()
        .filter(row -> row.containsKey("shard"))
        .map(LeaseRows::read)
        .sorted(Comparator.comparing(ShardLease::shard))
        .toList();
  }

  /// The ids under which nodes have a row, those declared dead included.
  Set<String> nodes() {
    var ids = new HashSet<String>();
    scan(NODE).forEach(row -> ids.add(text(row, "id").substring(NODE.length())));
    return ids;
  }

  private List<Map<String, AttributeValue>> scan(String prefix) {
    try {
      return dynamoDb
          .scanPaginator(
              request ->
                  request
                      .tableName(table)
                      .consistentRead(true)
                      .filterExpression("begins_with(id, :prefix)")
                      .expressionAttributeValues(Map.of(":prefix", AttributeValue.fromS(prefix))))
          .items()
          .stream()
          .toList();
    } catch (ResourceNotFoundException notYet) {
      return List.of(); // the first node makes the table when it first needs it
    }
  }

  private static ShardLease read(Map<String, AttributeValue> row) {
    AttributeValue owner = row.get("owner");
    String position = text(row, "position");
    return new ShardLease(
        text(row, "shard"),
        owner == null ? null : owner.s(),
        position.startsWith(AFTER) ? new BigInteger(position.substring(AFTER.length())) : null);
  }

  private static String text(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "a row of the lease table has no " + name + ": " + row.keySet());
    }
    return value.s();
  }
}
