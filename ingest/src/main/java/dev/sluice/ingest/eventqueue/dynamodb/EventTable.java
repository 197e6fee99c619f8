package dev.sluice.ingest.eventqueue.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Makes the table of waiting events: one item per event, keyed by `id`, expiring at `expires`.
public final class EventTable {

  private EventTable() {}

  /// Makes the table when there is none and returns when it can be used. Many nodes may call this
  /// at once.
  public static void ensure(DynamoDbClient dynamoDb, String table) {
    try {
      dynamoDb.createTable(
          r ->
              r.tableName(table)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName(DynamoDbEventRows.ID)
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .keySchema(
                      KeySchemaElement.builder()
                          .attributeName(DynamoDbEventRows.ID)
                          .keyType(KeyType.HASH)
                          .build()));
    } catch (ResourceInUseException another) {
      // It is there, or another node is making it; that one may die before it is done.
    }
    awaitActive(dynamoDb, table);
    if (!expires(dynamoDb, table)) {
      letExpire(dynamoDb, table);
    }
  }

  private static boolean expires(DynamoDbClient dynamoDb, String table) {
    var status =
        dynamoDb
            .describeTimeToLive(r -> r.tableName(table))
            .timeToLiveDescription()
            .timeToLiveStatus();
    return status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING;
  }

  private static void letExpire(DynamoDbClient dynamoDb, String table) {
    try {
      dynamoDb.updateTimeToLive(
          r ->
              r.tableName(table)
                  .timeToLiveSpecification(
                      t -> t.enabled(true).attributeName(DynamoDbEventRows.EXPIRES)));
    } catch (DynamoDbException refused) {
      if (!expires(dynamoDb, table)) { // or another node was faster
        throw refused;
      }
    }
  }

  private static void awaitActive(DynamoDbClient dynamoDb, String table) {
    try (var waiter = dynamoDb.waiter()) {
      waiter.waitUntilTableExists(r -> r.tableName(table));
    }
  }
}
