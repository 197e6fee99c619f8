package dev.sluice.ingest.lease.dynamodb;

import static dev.sluice.ingest.lease.dynamodb.LeaseRow.text;

import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerTenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// Writes of a manager: each is one transaction of the write and a check of the manager's row. The
/// SDK gives each a request token, so that one it repeats after a lost answer is answered as the
/// first was.
final class ManagerWrites {

  private static final String REFUSED = "ConditionalCheckFailed";

  private final LeaseTable table;

  ManagerWrites(LeaseTable table) {
    this.table = table;
  }

  ManagerWrite create(List<Lease> leases, ManagerTenure by) {
    return write(leases.stream().map(this::putOf).toList(), by);
  }

  private TransactWriteItem putOf(Lease lease) {
    var put =
        Put.builder()
            .tableName(table.name())
            .item(LeaseRow.write(lease))
            .conditionExpression("attribute_not_exists(id)")
            .build();
    return TransactWriteItem.builder().put(put).build();
  }

  ManagerWrite remove(Lease seen, ManagerTenure by) {
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
    var delete =
        Delete.builder()
            .tableName(table.name())
            .key(Map.of(LeaseTable.KEY, text(LeaseRow.id(seen.key()))))
            .conditionExpression(condition)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values)
            .build();
    return write(List.of(TransactWriteItem.builder().delete(delete).build()), by);
  }

  private ManagerWrite write(List<TransactWriteItem> writes, ManagerTenure by) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(checkOf(by));
    items.addAll(writes);
    return table.reaching(
        database -> {
          try {
            database.transactWriteItems(r -> r.transactItems(items));
            return ManagerWrite.DONE;
          } catch (TransactionCanceledException cancelled) {
            return refusal(cancelled);
          }
        });
  }

  private TransactWriteItem checkOf(ManagerTenure by) {
    var values = new HashMap<String, AttributeValue>();
    String condition = LeaseRow.conditionOf(by.mine(), values);
    return TransactWriteItem.builder()
        .conditionCheck(
            ConditionCheck.builder()
                .tableName(table.name())
                .key(Map.of(LeaseTable.KEY, text(LeaseRow.id(by.key()))))
                .conditionExpression(condition)
                .expressionAttributeNames(
                    Map.of("#owner", LeaseRow.OWNER, "#token", LeaseRow.TOKEN))
                .expressionAttributeValues(values)
                .build())
        .build();
  }

  /// The reasons stand in the order of the items. Any other than a failed condition, such as a
  /// conflict with another transaction, says nothing about the rows.
  private static ManagerWrite refusal(TransactionCanceledException cancelled) {
    List<String> codes =
        cancelled.cancellationReasons().stream()
            .map(CancellationReason::code)
            .map(code -> Objects.requireNonNullElse(code, ""))
            .toList();
    if (!codes.isEmpty() && codes.getFirst().equals(REFUSED)) {
      return ManagerWrite.NOT_MANAGER;
    }
    if (codes.contains(REFUSED)) {
      return ManagerWrite.REFUSED;
    }
    throw cancelled;
  }
}
