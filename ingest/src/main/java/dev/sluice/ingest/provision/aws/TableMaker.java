package dev.sluice.ingest.provision.aws;

import dev.sluice.ingest.provision.Making;
import dev.sluice.ingest.template.ResourceToCreate.Table;
import dev.sluice.ingest.time.Timekeeper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Makes DynamoDB tables.
final class TableMaker {

  private final DynamoDbClient dynamoDb;
  private final Timekeeper time;

  TableMaker(DynamoDbClient dynamoDb, Timekeeper time) {
    this.dynamoDb = dynamoDb;
    this.time = time;
  }

  Making make(Table table) throws InterruptedException {
    var made = makeOrCompare(table);
    var ready =
        Readiness.await(made, () -> describe(table).tableStatus() == TableStatus.ACTIVE, time);
    expireItems(table);
    return ready;
  }

  private Making makeOrCompare(Table table) {
    try {
      return Making.compared(differences(describe(table), table));
    } catch (ResourceNotFoundException missing) {
      return create(table);
    }
  }

  private Making create(Table table) {
    var request =
        CreateTableRequest.builder()
            .tableName(table.name())
            .keySchema(keys(table))
            .attributeDefinitions(definitions(table));
    var throughput = table.throughput();
    if (throughput == null) {
      request.billingMode(BillingMode.PAY_PER_REQUEST);
    } else {
      request.provisionedThroughput(
          ProvisionedThroughput.builder()
              .readCapacityUnits(throughput.read())
              .writeCapacityUnits(throughput.write())
              .build());
    }
    try {
      dynamoDb.createTable(request.build());
      return new Making.Created();
    } catch (ResourceInUseException madeByAnother) {
      return new Making.Kept();
    }
  }

  /// Switches expiry on where it is off; items that must not expire are never put at risk by
  /// switching it the other way.
  private void expireItems(Table table) {
    if (table.timeToLiveAttribute() == null) {
      return;
    }
    var found =
        dynamoDb
            .describeTimeToLive(request -> request.tableName(table.name()))
            .timeToLiveDescription();
    if (found.timeToLiveStatus() == TimeToLiveStatus.DISABLED) {
      dynamoDb.updateTimeToLive(
          request ->
              request
                  .tableName(table.name())
                  .timeToLiveSpecification(
                      specification ->
                          specification.enabled(true).attributeName(table.timeToLiveAttribute())));
    }
  }

  private static List<String> differences(TableDescription found, Table table) {
    var differences = new ArrayList<String>();
    if (!found.keySchema().equals(keys(table))) {
      differences.add("KeySchema is " + found.keySchema() + ", not " + keys(table));
    }
    Map<String, String> types = new HashMap<>();
    found
        .attributeDefinitions()
        .forEach(known -> types.put(known.attributeName(), known.attributeTypeAsString()));
    if (!types.equals(table.attributeTypes())) {
      differences.add("AttributeDefinitions are " + types + ", not " + table.attributeTypes());
    }
    return differences;
  }

  private static List<KeySchemaElement> keys(Table table) {
    var keys = new ArrayList<KeySchemaElement>();
    keys.add(key(table.hashKey(), KeyType.HASH));
    if (table.rangeKey() != null) {
      keys.add(key(table.rangeKey(), KeyType.RANGE));
    }
    return keys;
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static List<AttributeDefinition> definitions(Table table) {
    return table.attributeTypes().entrySet().stream()
        .map(
            entry ->
                AttributeDefinition.builder()
                    .attributeName(entry.getKey())
                    .attributeType(entry.getValue())
                    .build())
        .toList();
  }

  private TableDescription describe(Table table) {
    return dynamoDb.describeTable(request -> request.tableName(table.name())).table();
  }
}
