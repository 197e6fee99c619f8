package dev.sluice.processor.quakes;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// The table of how many quakes each network saw in each hour. Written only inside the transaction
/// that stores the quake, so that the two always agree. A row whose last quake moved away stays,
/// with a count of 0.
///
/// Item: `network` (S), `hour` (S, such as `2018-02-07T01:00:00Z`), `count` (N).
final class HourlyCounts {

  private final String table;

  HourlyCounts(String table) {
    this.table = table;
  }

  /// One network in one hour.
  ///
  /// @param network code of the network
  /// @param hour the hour's beginning, UTC
  record Row(String network, Instant hour) {

    Row {
      if (!hour.equals(hour.truncatedTo(ChronoUnit.HOURS))) {
        throw new IllegalArgumentException("A row starts at a full hour, but not " + hour + ".");
      }
    }

    static Row of(String network, Instant time) {
      return new Row(network, time.truncatedTo(ChronoUnit.HOURS));
    }
  }

  /// The write that changes a row's count, to be part of a transaction.
  TransactWriteItem add(Row row, int change) {
    Update update =
        Update.builder()
            .tableName(table)
            .key(
                Map.of(
                    "network", AttributeValue.fromS(row.network()),
                    "hour", AttributeValue.fromS(row.hour().toString())))
            .updateExpression("ADD #count :change")
            .expressionAttributeNames(Map.of("#count", "count"))
            .expressionAttributeValues(
                Map.of(":change", AttributeValue.fromN(Integer.toString(change))))
            .build();
    return TransactWriteItem.builder().update(update).build();
  }
}
