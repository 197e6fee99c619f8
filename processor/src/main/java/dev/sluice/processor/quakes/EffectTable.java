package dev.sluice.processor.quakes;

import java.math.BigDecimal;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A table that stands for an effect in the outside world, such as an alert: one item for each
/// version of a quake, and in it how often the effect took place. Every value but 1 in `effects` is
/// a doubled effect. It does not suppress doubles itself; that is its callers' work, and this is
/// how one sees whether they do it.
///
/// Item: `id` (S) and `updated` (N, milliseconds since 1970) are the key; `effects` (N), `network`
/// and `type` (S), `magnitude` (N or NULL).
public final class EffectTable {

  private final DynamoDbClient client;
  private final String table;

  public EffectTable(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /// Lets the effect take place, once for each call.
  public void take(Quake quake) {
    BigDecimal magnitude = quake.magnitude();
    client.updateItem(
        update ->
            update
                .tableName(table)
                .key(
                    Map.of(
                        "id", AttributeValue.fromS(quake.id()),
                        "updated",
                            AttributeValue.fromN(Long.toString(quake.updated().toEpochMilli()))))
                .updateExpression(
                    "SET #network = :network, #type = :type, #magnitude = :magnitude"
                        + " ADD #effects :one")
                .expressionAttributeNames(
                    Map.of(
                        "#network", "network",
                        "#type", "type",
                        "#magnitude", "magnitude",
                        "#effects", "effects"))
                .expressionAttributeValues(
                    Map.of(
                        ":network", AttributeValue.fromS(quake.network()),
                        ":type", AttributeValue.fromS(quake.type()),
                        ":magnitude",
                            magnitude == null
                                ? AttributeValue.fromNul(true)
                                : AttributeValue.fromN(magnitude.toPlainString()),
                        ":one", AttributeValue.fromN("1"))));
  }
}
