package dev.sluice.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Reads the pipeline's tables back.
final class Tables {

  private final DynamoDbClient dynamoDb;

  Tables(DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  Stored read() {
    return new Stored(
        rows("sluice-quakes", Tables::id, Tables::quake),
        rows("sluice-hourly-counts", Tables::countKey, row -> number(row, "count")),
        rows("sluice-reviews", Tables::featureKey, row -> number(row, "effects")),
        rows("sluice-alerts", Tables::featureKey, row -> number(row, "effects")));
  }

  private <K, V> Map<K, V> rows(
      String table,
      Function<Map<String, AttributeValue>, K> key,
      Function<Map<String, AttributeValue>, V> value) {
    Map<K, V> rows = new HashMap<>();
    dynamoDb
        .scanPaginator(request -> request.tableName(table).consistentRead(true))
        .items()
        .forEach(row -> rows.put(key.apply(row), value.apply(row)));
    return rows;
  }

  private static Stored.StoredQuake quake(Map<String, AttributeValue> row) {
    return new Stored.StoredQuake(
        Long.parseLong(attribute(row, "updated").n()), number(row, "duplicates"));
  }

  private static String id(Map<String, AttributeValue> row) {
    return attribute(row, "id").s();
  }

  private static FeatureKey featureKey(Map<String, AttributeValue> row) {
    return new FeatureKey(id(row), Long.parseLong(attribute(row, "updated").n()));
  }

  private static CountKey countKey(Map<String, AttributeValue> row) {
    return new CountKey(attribute(row, "network").s(), attribute(row, "hour").s());
  }

  private static int number(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    return value == null ? 0 : Integer.parseInt(value.n());
  }

  private static AttributeValue attribute(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    if (value == null) {
      throw new IllegalStateException("a row has no attribute " + name + ": " + row.keySet());
    }
    return value;
  }
}
