package dev.sluice.ingest.lease.dynamodb;

import static dev.sluice.ingest.lease.dynamodb.LeaseRow.number;
import static dev.sluice.ingest.lease.dynamodb.LeaseRow.text;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeRow;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The rows of nodes and leases in one DynamoDB table. Reads are consistent.
public final class DynamoDbLeaseStore implements LeaseStore {

  private static final String NODE_PREFIX = "node#";
  private static final String HEARTBEAT = "heartbeat";
  private static final String DEAD = "dead";

  private final DynamoDbClient client;
  private final String table;

  /// Whether the table is known to exist. Two threads that find out at once do no harm.
  private volatile boolean exists;

  private DynamoDbLeaseStore(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /// The store on the table `leases`, which is made at the first use when there is none: a node
  /// that cannot reach it yet starts all the same.
  ///
  /// @param prefix of the names of all tables, such as `sluice-`
  public static DynamoDbLeaseStore open(DynamoDbClient client, String prefix) {
    return new DynamoDbLeaseStore(client, prefix + "leases");
  }

  @Override
  public Written register(NodeId node) {
    Map<String, AttributeValue> item =
        Map.of(
            LeaseTable.KEY,
            text(NODE_PREFIX + node),
            LeaseRow.VERSION,
            number(LeaseRow.FORMAT),
            HEARTBEAT,
            number(0));
    return create(item);
  }

  private Written create(Map<String, AttributeValue> item) {
    return writing(
        () ->
            client.putItem(
                r ->
                    r.tableName(table).item(item).conditionExpression("attribute_not_exists(id)")));
  }

  @Override
  public Written heartbeat(NodeId node, long counter) {
    var update =
        update(NODE_PREFIX + node)
            .conditionExpression("attribute_exists(id) and attribute_not_exists(#dead)")
            .updateExpression("set #heartbeat = :counter")
            .expressionAttributeNames(Map.of("#dead", DEAD, "#heartbeat", HEARTBEAT))
            .expressionAttributeValues(Map.of(":counter", number(counter)));
    return writing(() -> client.updateItem(update.build()));
  }

  @Override
  public Written declareDead(NodeId node, long counterSeen) {
    var update =
        update(NODE_PREFIX + node)
            .conditionExpression("attribute_not_exists(#dead) and #heartbeat = :seen")
            .updateExpression("set #dead = :true")
            .expressionAttributeNames(Map.of("#dead", DEAD, "#heartbeat", HEARTBEAT))
            .expressionAttributeValues(
                Map.of(":seen", number(counterSeen), ":true", AttributeValue.fromBool(true)));
    return writing(() -> client.updateItem(update.build()));
  }

  @Override
  public void forget(NodeId node) {
    reaching(
        () ->
            client.deleteItem(
                r -> r.tableName(table).key(Map.of(LeaseTable.KEY, text(NODE_PREFIX + node)))));
  }

  @Override
  public List<NodeRow> nodes() {
    return scan(NODE_PREFIX).stream().map(DynamoDbLeaseStore::readNode).toList();
  }

  private static NodeRow readNode(Map<String, AttributeValue> item) {
    LeaseRow.checkVersion(item);
    return new NodeRow(
        new NodeId(LeaseRow.required(item, LeaseTable.KEY).s().substring(NODE_PREFIX.length())),
        Long.parseLong(LeaseRow.required(item, HEARTBEAT).n()),
        item.containsKey(DEAD));
  }

  @Override
  public List<Lease> leases() {
    return scan(LeaseRow.PREFIX).stream().map(LeaseRow::read).toList();
  }

  private List<Map<String, AttributeValue>> scan(String prefix) {
    var request =
        ScanRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .filterExpression("begins_with(id, :prefix)")
            .expressionAttributeValues(Map.of(":prefix", text(prefix)))
            .build();
    return reaching(
        () -> {
          var items = new ArrayList<Map<String, AttributeValue>>();
          client.scanPaginator(request).items().forEach(items::add);
          return items;
        });
  }

  @Override
  public Written create(Lease lease) {
    return create(LeaseRow.write(lease));
  }

  @Override
  public @Nullable Lease take(LeaseKey key, Tenure seen, Tenure.Held mine) {
    var values = new HashMap<String, AttributeValue>();
    String condition = LeaseRow.conditionOf(seen, values);
    values.put(":me", text(mine.owner().value()));
    values.put(":mine", text(mine.token().value()));
    values.put(":more", number(seen instanceof Tenure.Held ? 1 : 0));
    var update =
        update(LeaseRow.id(key))
            .conditionExpression(condition)
            .updateExpression(
                "set #owner = :me, #token = :mine, #takeOvers = #takeOvers + :more"
                    + " remove #preferred")
            .expressionAttributeNames(
                Map.of(
                    "#owner", LeaseRow.OWNER,
                    "#token", LeaseRow.TOKEN,
                    "#takeOvers", LeaseRow.TAKE_OVERS,
                    "#preferred", LeaseRow.PREFERRED))
            .expressionAttributeValues(values)
            .returnValues(ReturnValue.ALL_NEW)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return reaching(
        () -> {
          try {
            return LeaseRow.read(client.updateItem(update).attributes());
          } catch (ConditionalCheckFailedException refused) {
            return mineAlready(refused.item(), mine);
          }
        });
  }

  /// The SDK repeats a request whose answer was lost; the first one may have taken the lease.
  private static @Nullable Lease mineAlready(
      @Nullable Map<String, AttributeValue> row, Tenure.Held mine) {
    return row != null && isThere(row) && LeaseRow.readTenure(row).equals(mine)
        ? LeaseRow.read(row)
        : null;
  }

  /// Whether a refused write found a row.
  private static boolean isThere(@Nullable Map<String, AttributeValue> row) {
    return row != null && !row.isEmpty();
  }

  @Override
  public Written checkpoint(LeaseKey key, Tenure.Held mine, Checkpoint checkpoint, int takeOvers) {
    var values = new HashMap<String, AttributeValue>();
    String condition = LeaseRow.conditionOf(mine, values);
    values.put(":position", text(LeaseRow.position(checkpoint)));
    values.put(":takeOvers", number(takeOvers));
    AttributeValue inHand = LeaseRow.inHand(checkpoint);
    if (inHand != null) {
      values.put(":inHand", inHand);
    }
    var update =
        update(LeaseRow.id(key))
            .conditionExpression(condition)
            .updateExpression(
                "set #position = :position, #takeOvers = :takeOvers"
                    + (inHand == null ? " remove #inHand" : ", #inHand = :inHand"))
            .expressionAttributeNames(
                Map.of(
                    "#owner", LeaseRow.OWNER,
                    "#token", LeaseRow.TOKEN,
                    "#position", LeaseRow.POSITION,
                    "#takeOvers", LeaseRow.TAKE_OVERS,
                    "#inHand", LeaseRow.IN_HAND))
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return reaching(
        () -> {
          try {
            client.updateItem(update);
            return Written.DONE;
          } catch (ConditionalCheckFailedException refused) {
            return isThere(refused.item()) ? Written.REFUSED : Written.GONE;
          }
        });
  }

  @Override
  public Written release(LeaseKey key, Tenure.Held mine, @Nullable NodeId preferred) {
    var values = new HashMap<String, AttributeValue>();
    var names = new HashMap<>(Map.of("#owner", LeaseRow.OWNER, "#token", LeaseRow.TOKEN));
    String condition = LeaseRow.conditionOf(mine, values);
    String expression = "remove #owner, #token";
    if (preferred != null) {
      names.put("#preferred", LeaseRow.PREFERRED);
      values.put(":preferred", text(preferred.value()));
      expression += " set #preferred = :preferred";
    }
    var update =
        update(LeaseRow.id(key))
            .conditionExpression(condition)
            .updateExpression(expression)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values);
    return writing(() -> client.updateItem(update.build()));
  }

  @Override
  public Written remove(Lease seen) {
    var values = new HashMap<String, AttributeValue>();
    var names = new HashMap<>(Map.of("#owner", LeaseRow.OWNER, "#position", LeaseRow.POSITION));
    names.put("#inHand", LeaseRow.IN_HAND);
    if (seen.tenure() instanceof Tenure.Held) {
      names.put("#token", LeaseRow.TOKEN);
    }
    AttributeValue inHand = LeaseRow.inHand(seen.checkpoint());
    String condition =
        LeaseRow.conditionOf(seen.tenure(), values)
            + " and #position = :position and "
            + (inHand == null ? "attribute_not_exists(#inHand)" : "#inHand = :inHand");
    values.put(":position", text(LeaseRow.position(seen.checkpoint())));
    if (inHand != null) {
      values.put(":inHand", inHand);
    }
    return writing(
        () ->
            client.deleteItem(
                r ->
                    r.tableName(table)
                        .key(Map.of(LeaseTable.KEY, text(LeaseRow.id(seen.key()))))
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)));
  }

  private UpdateItemRequest.Builder update(String id) {
    return UpdateItemRequest.builder().tableName(table).key(Map.of(LeaseTable.KEY, text(id)));
  }

  private Written writing(Runnable write) {
    return reaching(
        () -> {
          try {
            write.run();
            return Written.DONE;
          } catch (ConditionalCheckFailedException refused) {
            return Written.REFUSED;
          }
        });
  }

  private <T extends @Nullable Object> T reaching(Supplier<T> call) {
    try {
      if (!exists) {
        LeaseTable.ensure(client, table);
        exists = true;
      }
      return call.get();
    } catch (SdkException outOfReach) {
      throw new StoreOutOfReachException(
          "The lease table " + table + " could not be used: " + outOfReach.getMessage(),
          outOfReach);
    }
  }
}
