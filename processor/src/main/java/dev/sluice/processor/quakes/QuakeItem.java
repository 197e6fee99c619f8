package dev.sluice.processor.quakes;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// A quake as an item of the table: `id` (S, the key), `updated` and `time` (N, milliseconds since
/// 1970), `network`, `hour` and `type` (S), `magnitude` and `rms` (N or NULL), `tsunami` (BOOL),
/// `place` (S or NULL) and, once one was suppressed, `duplicates` (N).
final class QuakeItem {

  private QuakeItem() {}

  static Map<String, AttributeValue> key(Quake quake) {
    return Map.of("id", AttributeValue.fromS(quake.id()));
  }

  /// Everything but the key and the duplicates, which outlive a version.
  private static Map<String, AttributeValue> attributes(Quake quake) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("updated", number(BigDecimal.valueOf(quake.updated().toEpochMilli())));
    item.put("time", number(BigDecimal.valueOf(quake.time().toEpochMilli())));
    item.put("network", AttributeValue.fromS(quake.network()));
    item.put("hour", AttributeValue.fromS(quake.row().hour().toString()));
    item.put("type", AttributeValue.fromS(quake.type()));
    item.put("magnitude", number(quake.magnitude()));
    item.put("rms", number(quake.rms()));
    item.put("tsunami", AttributeValue.fromBool(quake.tsunami()));
    item.put(
        "place",
        quake.place() == null ? AttributeValue.fromNul(true) : AttributeValue.fromS(quake.place()));
    return item;
  }

  /// What of a stored item decides whether another version replaces it, and which row it counts in.
  static Version version(Map<String, AttributeValue> item) {
    AttributeValue updated = item.get("updated");
    AttributeValue network = item.get("network");
    AttributeValue hour = item.get("hour");
    if (updated == null || network == null || hour == null) {
      throw new IllegalStateException(
          "A stored quake must have updated, network and hour, but has " + item.keySet() + ".");
    }
    return new Version(
        Instant.ofEpochMilli(Long.parseLong(updated.n())),
        new HourlyCounts.Row(network.s(), Instant.parse(hour.s())));
  }

  /// @param updated when the stored version was published
  /// @param row where it is counted
  record Version(Instant updated, HourlyCounts.Row row) {}

  /// The write that stores a quake nothing is known of.
  static TransactWriteItem insert(String table, Quake quake) {
    return write(table, quake, "attribute_not_exists(#id)", Map.of("#id", "id"), Map.of());
  }

  /// The write that puts a quake in the place of exactly that version.
  static TransactWriteItem replace(String table, Quake quake, Version old) {
    String seen = Long.toString(old.updated().toEpochMilli());
    return write(
        table, quake, "#updated = :seen", Map.of(), Map.of(":seen", AttributeValue.fromN(seen)));
  }

  /// An update and no put, since a put would forget the duplicates counted so far.
  private static TransactWriteItem write(
      String table,
      Quake quake,
      String condition,
      Map<String, String> moreNames,
      Map<String, AttributeValue> moreValues) {
    Map<String, String> names = new HashMap<>(moreNames);
    Map<String, AttributeValue> values = new HashMap<>(moreValues);
    List<String> assignments = new ArrayList<>();
    attributes(quake)
        .forEach(
            (name, value) -> {
              names.put("#" + name, name);
              values.put(":" + name, value);
              assignments.add("#" + name + " = :" + name);
            });
    Update update =
        Update.builder()
            .tableName(table)
            .key(key(quake))
            .updateExpression("SET " + String.join(", ", assignments))
            .conditionExpression(condition)
            .expressionAttributeNames(names)
            .expressionAttributeValues(values)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return TransactWriteItem.builder().update(update).build();
  }

  private static AttributeValue number(@Nullable BigDecimal value) {
    return value == null
        ? AttributeValue.fromNul(true)
        : AttributeValue.fromN(value.toPlainString());
  }
}
