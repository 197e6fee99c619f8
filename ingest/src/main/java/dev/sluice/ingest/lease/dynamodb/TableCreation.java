package dev.sluice.ingest.lease.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/// Makes the table that holds the rows of nodes and leases: one string key, `id`.
final class TableCreation {

  private static final Duration CREATION_AT_MOST = Duration.ofMinutes(2);

  private TableCreation() {}

  /// Makes the table when there is none, and returns once it can be used. Several nodes may do so
  /// at the same time.
  static void ensure(DynamoDbClient client, String name) {
    if (isActive(client, name)) {
      return;
    }
    try {
      client.createTable(
          r ->
              r.tableName(name)
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName(LeaseTable.KEY)
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .keySchema(
                      KeySchemaElement.builder()
                          .attributeName(LeaseTable.KEY)
                          .keyType(KeyType.HASH)
                          .build()));
    } catch (ResourceInUseException another) {
      // Another node was quicker; the table comes all the same.
    }
    try (var waiter = client.waiter()) {
      waiter.waitUntilTableExists(
          r -> r.tableName(name), o -> o.waitTimeout(CREATION_AT_MOST).maxAttempts(120));
    }
  }

  private static boolean isActive(DynamoDbClient client, String name) {
    try {
      return client.describeTable(r -> r.tableName(name)).table().tableStatus()
          == TableStatus.ACTIVE;
    } catch (ResourceNotFoundException absent) {
      return false;
    }
  }
}
