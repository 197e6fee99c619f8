package dev.sluice.ingest.simulation;

import dev.sluice.ingest.simulation.ModelTables.Change;
import dev.sluice.ingest.simulation.ModelTables.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The SDK's writing transactions, carried out on [ModelTables].
final class TableTransactions {

  private static final int MOST = 100;

  private final ModelTables tables;
  private final @Nullable Machine author;

  TableTransactions(ModelTables tables, @Nullable Machine author) {
    this.tables = tables;
    this.author = author;
  }

  /// @param request with a token, as the SDK sets one
  TransactWriteItemsResponse write(TransactWriteItemsRequest request) {
    String token = request.clientRequestToken();
    if (!tables.isDone(token)) {
      List<TransactWriteItem> parts = request.transactItems();
      tables.commit(plan(parts), author, parts);
      tables.done(token);
    }
    return TransactWriteItemsResponse.builder().build();
  }

  private List<Change> plan(List<TransactWriteItem> parts) {
    var changes = new ArrayList<Change>();
    var reasons = new ArrayList<CancellationReason>();
    boolean refused = false;
    for (TransactWriteItem part : parts) {
      try {
        changes.add(plan(part));
        reasons.add(CancellationReason.builder().code("None").build());
      } catch (Refused failed) {
        refused = true;
        reasons.add(reason(failed, returned(part)));
      }
    }
    if (refused) {
      throw cancelled(reasons);
    }
    var distinct = new HashSet<String>();
    for (Change change : changes) {
      if (!distinct.add(change.table().name() + '\0' + change.key())) {
        throw new AssertionError("DynamoDB would refuse this: one item twice in " + parts);
      }
    }
    if (parts.isEmpty() || parts.size() > MOST) {
      throw new AssertionError("DynamoDB would refuse this: " + parts.size() + " parts");
    }
    return changes;
  }

  private Change plan(TransactWriteItem part) {
    if (part.put() != null) {
      var put = part.put();
      return tables.planPut(
          tables.table(put.tableName()),
          put.item(),
          put.conditionExpression(),
          new Bindings(put.expressionAttributeNames(), put.expressionAttributeValues()));
    }
    if (part.delete() != null) {
      var delete = part.delete();
      return tables.planDelete(
          tables.table(delete.tableName()),
          delete.key(),
          delete.conditionExpression(),
          new Bindings(delete.expressionAttributeNames(), delete.expressionAttributeValues()));
    }
    if (part.update() != null) {
      var update = part.update();
      return tables.planUpdate(
          tables.table(update.tableName()),
          update.key(),
          update.updateExpression(),
          update.conditionExpression(),
          new Bindings(update.expressionAttributeNames(), update.expressionAttributeValues()));
    }
    var check = part.conditionCheck();
    return tables.planCheck(
        tables.table(check.tableName()),
        check.key(),
        check.conditionExpression(),
        new Bindings(check.expressionAttributeNames(), check.expressionAttributeValues()));
  }

  private static @Nullable ReturnValuesOnConditionCheckFailure returned(TransactWriteItem part) {
    if (part.put() != null) {
      return part.put().returnValuesOnConditionCheckFailure();
    }
    if (part.delete() != null) {
      return part.delete().returnValuesOnConditionCheckFailure();
    }
    return part.update() != null
        ? part.update().returnValuesOnConditionCheckFailure()
        : part.conditionCheck().returnValuesOnConditionCheckFailure();
  }

  private static CancellationReason reason(
      Refused refused, @Nullable ReturnValuesOnConditionCheckFailure returned) {
    var reason =
        CancellationReason.builder()
            .code("ConditionalCheckFailed")
            .message("The conditional request failed");
    Map<String, AttributeValue> item = refused.item();
    return returned == ReturnValuesOnConditionCheckFailure.ALL_OLD && !item.isEmpty()
        ? reason.item(item).build()
        : reason.build();
  }

  /// Another transaction is under way on an item of this one: nothing is done.
  static TransactionCanceledException conflict(int parts) {
    var reasons = new ArrayList<CancellationReason>();
    for (int i = 0; i < parts; i++) {
      reasons.add(
          CancellationReason.builder().code(i == 0 ? "TransactionConflict" : "None").build());
    }
    return cancelled(reasons);
  }

  private static TransactionCanceledException cancelled(List<CancellationReason> reasons) {
    return TransactionCanceledException.builder()
        .message(
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
                + reasons.stream().map(CancellationReason::code).toList())
        .cancellationReasons(reasons)
        .build();
  }
}
