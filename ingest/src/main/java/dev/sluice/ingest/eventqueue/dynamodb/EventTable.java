package dev.sluice.ingest.eventqueue.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

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
      // It is there, or another node is making it.
      awaitActive(dynamoDb, table);
      return;
    }
    awaitActive(dynamoDb, table);
    dynamoDb.updateTimeToLive(
        r ->
            r.tableName(table)
                .timeToLiveSpecification(
                    t -> t.enabled(true).attributeName(DynamoDbEventRows.EXPIRES)));
  }

  private static void awaitActive(DynamoDbClient dynamoDb, String table) {
    try (var waiter = dynamoDb.waiter()) {
      waiter.waitUntilTableExists(r -> r.tableName(table));
    }
  }
}
