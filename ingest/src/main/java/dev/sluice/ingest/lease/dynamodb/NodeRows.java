package dev.sluice.ingest.lease.dynamodb;

import static dev.sluice.ingest.lease.dynamodb.LeaseRow.number;
import static dev.sluice.ingest.lease.dynamodb.LeaseRow.text;

import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeRow;
import dev.sluice.ingest.lease.NodeScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The rows of nodes. One without `stack` or `mappings` belongs to a node that takes nothing.
final class NodeRows {

  private static final String PREFIX = "node#";
  private static final String HEARTBEAT = "heartbeat";
  private static final String DEAD = "dead";
  private static final String STACK = "stack";
  private static final String MAPPINGS = "mappings";

  private final LeaseTable table;

  NodeRows(LeaseTable table) {
    this.table = table;
  }

  Written register(NodeId node, NodeScope scope) {
    var item = new HashMap<String, AttributeValue>();
    item.put(LeaseTable.KEY, text(PREFIX + node));
    item.put(LeaseRow.VERSION, number(LeaseRow.FORMAT));
    item.put(HEARTBEAT, number(0));
    if (!scope.stack().isEmpty()) {
      item.put(STACK, text(scope.stack()));
    }
    if (!scope.mappings().isEmpty()) {
      item.put(
          MAPPINGS,
          AttributeValue.fromSs(
              scope.mappings().stream().map(EventSourceMappingId::toString).sorted().toList()));
    }
    return table.create(item);
  }

  Written heartbeat(NodeId node, long counter) {
    var update =
        table
            .update(PREFIX + node)
            .conditionExpression(
                "attribute_exists(id) and attribute_not_exists(#dead) and #heartbeat <= :counter")
            .updateExpression("set #heartbeat = :counter")
            .expressionAttributeNames(Map.of("#dead", DEAD, "#heartbeat", HEARTBEAT))
            .expressionAttributeValues(Map.of(":counter", number(counter)));
    return table.writing(database -> database.updateItem(update.build()));
  }

  Written withdraw(NodeId node) {
    var update =
        table
            .update(PREFIX + node)
            .conditionExpression("attribute_exists(id)")
            .updateExpression("remove #stack, #mappings")
            .expressionAttributeNames(Map.of("#stack", STACK, "#mappings", MAPPINGS));
    return table.writing(database -> database.updateItem(update.build()));
  }

  Written declareDead(NodeId node, long counterSeen) {
    var update =
        table
            .update(PREFIX + node)
            .conditionExpression("attribute_not_exists(#dead) and #heartbeat = :seen")
            .updateExpression("set #dead = :true")
            .expressionAttributeNames(Map.of("#dead", DEAD, "#heartbeat", HEARTBEAT))
            .expressionAttributeValues(
                Map.of(":seen", number(counterSeen), ":true", AttributeValue.fromBool(true)));
    return table.writing(database -> database.updateItem(update.build()));
  }

  void forget(NodeId node) {
    table.reaching(
        database ->
            database.deleteItem(
                r -> r.tableName(table.name()).key(Map.of(LeaseTable.KEY, text(PREFIX + node)))));
  }

  List<NodeRow> all() {
    return table.scan(PREFIX).stream().map(NodeRows::read).toList();
  }

  private static NodeRow read(Map<String, AttributeValue> item) {
    LeaseRow.checkVersion(item);
    AttributeValue stack = item.get(STACK);
    AttributeValue mappings = item.get(MAPPINGS);
    Set<EventSourceMappingId> polled =
        mappings == null
            ? Set.of()
            : mappings.ss().stream()
                .map(id -> new EventSourceMappingId(UUID.fromString(id)))
                .collect(Collectors.toSet());
    return new NodeRow(
        new NodeId(LeaseRow.required(item, LeaseTable.KEY).s().substring(PREFIX.length())),
        new NodeScope(stack == null ? "" : stack.s(), polled),
        Long.parseLong(LeaseRow.required(item, HEARTBEAT).n()),
        item.containsKey(DEAD));
  }
}
