package dev.sluice.processor.idempotency;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyItemAlreadyExistsException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyItemNotFoundException;
import software.amazon.lambda.powertools.idempotency.persistence.BasePersistenceStore;
import software.amazon.lambda.powertools.idempotency.persistence.DataRecord;
import software.amazon.lambda.powertools.idempotency.persistence.DynamoDBPersistenceStore;

/// Powertools' table of marks, with one fault of its version 1.15.0 made good: that one compares
/// the end of a mark *in progress*, which it keeps in milliseconds, with the time in seconds. The
/// end never comes, and an effect whose invocation was killed stays barred until the mark itself
/// expires. Here a mark whose end has passed is taken over.
final class MarksTable extends BasePersistenceStore {

  private final DynamoDbClient client;
  private final String table;
  private final DynamoDBPersistenceStore marks;

  MarksTable(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
    this.marks =
        DynamoDBPersistenceStore.builder().withDynamoDbClient(client).withTableName(table).build();
  }

  @Override
  public void putRecord(DataRecord mark, Instant now) {
    try {
      marks.putRecord(mark, now);
    } catch (IdempotencyItemAlreadyExistsException e) {
      if (!takenOver(mark, now)) {
        throw e;
      }
    }
  }

  /// One conditional write: of several that try, one succeeds.
  private boolean takenOver(DataRecord mark, Instant now) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("id", AttributeValue.fromS(mark.getIdempotencyKey()));
    item.put("status", AttributeValue.fromS(mark.getStatus().toString()));
    item.put("expiration", AttributeValue.fromN(Long.toString(mark.getExpiryTimestamp())));
    mark.getInProgressExpiryTimestamp()
        .ifPresent(
            end -> item.put("in_progress_expiration", AttributeValue.fromN(Long.toString(end))));
    try {
      client.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression("#status = :inprogress AND #end < :now")
                  .expressionAttributeNames(
                      Map.of("#status", "status", "#end", "in_progress_expiration"))
                  .expressionAttributeValues(
                      Map.of(
                          ":inprogress",
                              AttributeValue.fromS(DataRecord.Status.INPROGRESS.toString()),
                          ":now", AttributeValue.fromN(Long.toString(now.toEpochMilli())))));
      return true;
    } catch (ConditionalCheckFailedException _) {
      return false;
    }
  }

  @Override
  public DataRecord getRecord(String key) throws IdempotencyItemNotFoundException {
    return marks.getRecord(key);
  }

  @Override
  public void updateRecord(DataRecord mark) {
    marks.updateRecord(mark);
  }

  @Override
  public void deleteRecord(String key) {
    marks.deleteRecord(key);
  }
}
