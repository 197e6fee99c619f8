package dev.sluice.ingest.simulation;

import dev.sluice.ingest.simulation.ModelTables.Change;
import dev.sluice.ingest.simulation.ModelTables.Refused;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// The SDK's requests for single items and scans, carried out on [ModelTables].
final class TableRequests {

  private final ModelTables tables;

  /// Whose requests these are; null for somebody outside the world.
  private final @Nullable Machine author;

  TableRequests(ModelTables tables, @Nullable Machine author) {
    this.tables = tables;
    this.author = author;
  }

  GetItemResponse get(GetItemRequest request) {
    mustBeKnown(
        Boolean.TRUE.equals(request.consistentRead())
            && request.projectionExpression() == null
            && !request.hasAttributesToGet(),
        request);
    ModelTable table = tables.table(request.tableName());
    Map<String, AttributeValue> item = table.find(table.keyAlone(request.key()));
    var response = GetItemResponse.builder();
    return (item == null ? response : response.item(item)).build();
  }

  PutItemResponse put(PutItemRequest request) {
    mustBeKnown(!request.hasExpected(), request);
    Change change =
        planned(
            request.returnValuesOnConditionCheckFailure(),
            () ->
                tables.planPut(
                    tables.table(request.tableName()),
                    request.item(),
                    request.conditionExpression(),
                    new Bindings(
                        request.expressionAttributeNames(), request.expressionAttributeValues())));
    tables.commit(List.of(change), author, List.of());
    return PutItemResponse.builder().attributes(returned(request.returnValues(), change)).build();
  }

  DeleteItemResponse delete(DeleteItemRequest request) {
    mustBeKnown(!request.hasExpected(), request);
    Change change =
        planned(
            request.returnValuesOnConditionCheckFailure(),
            () ->
                tables.planDelete(
                    tables.table(request.tableName()),
                    request.key(),
                    request.conditionExpression(),
                    new Bindings(
                        request.expressionAttributeNames(), request.expressionAttributeValues())));
    tables.commit(List.of(change), author, List.of());
    return DeleteItemResponse.builder()
        .attributes(returned(request.returnValues(), change))
        .build();
  }

  UpdateItemResponse update(UpdateItemRequest request) {
    mustBeKnown(!request.hasExpected() && !request.hasAttributeUpdates(), request);
    Change change =
        planned(
            request.returnValuesOnConditionCheckFailure(),
            () ->
                tables.planUpdate(
                    tables.table(request.tableName()),
                    request.key(),
                    request.updateExpression(),
                    request.conditionExpression(),
                    new Bindings(
                        request.expressionAttributeNames(), request.expressionAttributeValues())));
    tables.commit(List.of(change), author, List.of());
    return UpdateItemResponse.builder()
        .attributes(returned(request.returnValues(), change))
        .build();
  }

  ScanResponse scan(ScanRequest request) {
    mustBeKnown(
        Boolean.TRUE.equals(request.consistentRead())
            && request.projectionExpression() == null
            && request.indexName() == null
            && request.segment() == null
            && !request.hasScanFilter(),
        request);
    ModelTable table = tables.table(request.tableName());
    var bindings =
        new Bindings(request.expressionAttributeNames(), request.expressionAttributeValues());
    int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
    String after =
        request.hasExclusiveStartKey() && !request.exclusiveStartKey().isEmpty()
            ? table.keyAlone(request.exclusiveStartKey())
            : null;
    var page = table.page(after, Math.min(limit, tables.nextPageSize()));
    var found = page.stream().filter(tables.filter(request.filterExpression(), bindings)).toList();
    var response =
        ScanResponse.builder().items(found).count(found.size()).scannedCount(page.size());
    return page.isEmpty() || table.isLast(page.getLast())
        ? response.build()
        : response.lastEvaluatedKey(table.keyOf(page.getLast())).build();
  }

  private interface Plan {
    Change plan();
  }

  private static Change planned(@Nullable ReturnValuesOnConditionCheckFailure returned, Plan plan) {
    try {
      return plan.plan();
    } catch (Refused refused) {
      var exception =
          ConditionalCheckFailedException.builder().message("The conditional request failed");
      if (returned == ReturnValuesOnConditionCheckFailure.ALL_OLD) {
        exception.item(refused.item());
      }
      throw exception.build();
    }
  }

  private static @Nullable Map<String, AttributeValue> returned(
      @Nullable ReturnValue what, Change change) {
    return switch (what) {
      case null -> null;
      case NONE -> null;
      case ALL_OLD -> change.before();
      case ALL_NEW -> change.after();
      case UPDATED_OLD, UPDATED_NEW, UNKNOWN_TO_SDK_VERSION ->
          throw new AssertionError("the model of DynamoDB does not return " + what);
    };
  }

  private static void mustBeKnown(boolean known, Object request) {
    if (!known) {
      throw new AssertionError(
          "the model of DynamoDB knows consistent reads of whole items and writes by expressions,"
              + " but not this: "
              + request);
    }
  }
}
