package dev.sluice.processor.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/// The pipeline's tables as `infra/pipeline.yaml` declares them.
public final class Tables {

  private Tables() {}

  /// Makes a table whose keys are given as `name:type`, the partition key first.
  public static void create(DynamoDbClient client, String table, String... keys) {
    List<AttributeDefinition> attributes = new ArrayList<>();
    List<KeySchemaElement> schema = new ArrayList<>();
    for (String key : keys) {
      List<String> parts = List.of(key.split(":", -1));
      KeyType type = schema.isEmpty() ? KeyType.HASH : KeyType.RANGE;
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(parts.getFirst())
              .attributeType(parts.get(1))
              .build());
      schema.add(KeySchemaElement.builder().attributeName(parts.getFirst()).keyType(type).build());
    }
    client.createTable(
        create ->
            create
                .tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attributes)
                .keySchema(schema));
  }

  /// Every item of a table.
  public static List<Item> items(DynamoDbClient client, String table) {
    return client.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
        .map(Item::new)
        .toList();
  }

  /// An item whose attributes are read as text.
  public record Item(Map<String, AttributeValue> attributes) {

    /// A text or number as it stands; `(null)` for NULL and `(absent)` for none.
    public String get(String name) {
      AttributeValue value = attributes.get(name);
      if (value == null) {
        return "(absent)";
      }
      return switch (value.type()) {
        case S -> value.s();
        case N -> value.n();
        case NUL -> "(null)";
        default -> throw new IllegalArgumentException(name + " is of type " + value.type());
      };
    }
  }
}
