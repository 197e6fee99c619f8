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
import dev.sluice.ingest.lease.NodeScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/// The rows of nodes and leases in one DynamoDB table. Reads are consistent.
public final class DynamoDbLeaseStore implements LeaseStore {

  private final LeaseTable table;
  private final NodeRows nodes;
  private final ManagerWrites managerWrites;

  /// Of the last checkpoint that was sent.
  private final AtomicLong checkpoints = new AtomicLong();

  private DynamoDbLeaseStore(LeaseTable table) {
    this.table = table;
    this.nodes = new NodeRows(table);
    this.managerWrites = new ManagerWrites(table);
  }

  /// The store on the table `leases`, which is made at the first use when there is none: a node
  /// that cannot reach it yet starts all the same.
  ///
  /// @param prefix of the names of all tables, such as `sluice-`
  public static DynamoDbLeaseStore open(DynamoDbClient client, String prefix) {
    return new DynamoDbLeaseStore(new LeaseTable(client, prefix + "leases"));
  }

  @Override
  public Written register(NodeId node, NodeScope scope) {
    return nodes.register(node, scope);
  }

  @Override
  public Written heartbeat(NodeId node, long counter) {
    return nodes.heartbeat(node, counter);
  }

  @Override
  public Written withdraw(NodeId node) {
    return nodes.withdraw(node);
  }

  @Override
  public Written declareDead(NodeId node, long counterSeen) {
    return nodes.declareDead(node, counterSeen);
  }

  @Override
  public void forget(NodeId node) {
    nodes.forget(node);
  }

  @Override
  public List<NodeRow> nodes() {
    return nodes.all();
  }

  @Override
  public List<Lease> leases() {
    return table.scan(LeaseRow.PREFIX).stream().map(LeaseRow::read).toList();
  }

  @Override
  public Written createManager(LeaseKey.Manager key) {
    return table.create(LeaseRow.write(Lease.ofManager(key)));
  }

  @Override
  public ManagerWrite create(List<Lease> leases, ManagerTenure by) {
    return managerWrites.create(leases, by);
  }

  @Override
  public ManagerWrite remove(Lease seen, ManagerTenure by) {
    return managerWrites.remove(seen, by);
  }

  @Override
  public @Nullable Lease take(LeaseKey key, Tenure seen, Tenure.Held mine) {
    var values = new HashMap<String, AttributeValue>();
    String condition = LeaseRow.conditionOf(seen, values);
    values.put(":me", text(mine.owner().value()));
    values.put(":mine", text(mine.token().value()));
    values.put(":more", number(seen instanceof Tenure.Held ? 1 : 0));
    var update =
        table
            .update(LeaseRow.id(key))
            .conditionExpression(condition)
            .updateExpression(
                "set #owner = :me, #token = :mine, #takeOvers = #takeOvers + :more"
                    + " remove #preferred, #write")
            .expressionAttributeNames(
                Map.of(
                    "#owner", LeaseRow.OWNER,
                    "#token", LeaseRow.TOKEN,
                    "#takeOvers", LeaseRow.TAKE_OVERS,
                    "#preferred", LeaseRow.PREFERRED,
                    "#write", LeaseRow.WRITE))
            .expressionAttributeValues(values)
            .returnValues(ReturnValue.ALL_NEW)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return table.reaching(
        client -> {
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

  /// A request whose sender has given up may still arrive, even behind the next one: each write of
  /// a tenure bears a number, and none follows a higher one. All of a tenure's come from this
  /// store.
  @Override
  public Written checkpoint(LeaseKey key, Tenure.Held mine, Checkpoint checkpoint, int takeOvers) {
    var values = new HashMap<String, AttributeValue>();
    String condition = LeaseRow.conditionOf(mine, values);
    values.put(":position", text(LeaseRow.position(checkpoint)));
    values.put(":takeOvers", number(takeOvers));
    values.put(":write", number(checkpoints.incrementAndGet()));
    AttributeValue inHand = LeaseRow.inHand(checkpoint);
    if (inHand != null) {
      values.put(":inHand", inHand);
    }
    var update =
        table
            .update(LeaseRow.id(key))
            .conditionExpression(
                condition + " and (attribute_not_exists(#write) or #write < :write)")
            .updateExpression(
                "set #position = :position, #takeOvers = :takeOvers, #write = :write"
                    + (inHand == null ? " remove #inHand" : ", #inHand = :inHand"))
            .expressionAttributeNames(
                Map.of(
                    "#owner", LeaseRow.OWNER,
                    "#token", LeaseRow.TOKEN,
                    "#position", LeaseRow.POSITION,
                    "#takeOvers", LeaseRow.TAKE_OVERS,
                    "#inHand", LeaseRow.IN_HAND,
                    "#write", LeaseRow.WRITE))
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return table.reaching(
        client -> {
          try {
            client.updateItem(update);
            return Written.DONE;
          } catch (ConditionalCheckFailedException refused) {
            return refused(refused.item(), mine);
          }
        });
  }

  /// The SDK repeats a request whose answer was lost; the first one may have written the
  /// checkpoint.
  private static Written refused(@Nullable Map<String, AttributeValue> row, Tenure.Held mine) {
    if (row == null || !isThere(row)) {
      return Written.GONE;
    }
    return LeaseRow.readTenure(row).equals(mine) ? Written.DONE : Written.REFUSED;
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
        table
            .update(LeaseRow.id(key))
            .conditionExpression(condition)
            .updateExpression(expression)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values);
    return table.writing(client -> client.updateItem(update.build()));
  }
}
