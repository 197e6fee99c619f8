package dev.sluice.ingest.lease.dynamodb;

import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// The table that holds the rows of nodes and leases, made at the first use when there is none.
/// Reads are consistent.
final class LeaseTable {

  static final String KEY = "id";

  private final DynamoDbClient client;
  private final String name;

  /// Whether the table is known to exist. Two threads that find out at once do no harm.
  private volatile boolean exists;

  LeaseTable(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  String name() {
    return name;
  }

  /// An update of one row, to be completed.
  UpdateItemRequest.Builder update(String id) {
    return UpdateItemRequest.builder().tableName(name).key(Map.of(KEY, LeaseRow.text(id)));
  }

  /// Every row whose key begins so.
  List<Map<String, AttributeValue>> scan(String prefix) {
    var request =
        ScanRequest.builder()
            .tableName(name)
            .consistentRead(true)
            .filterExpression("begins_with(id, :prefix)")
            .expressionAttributeValues(Map.of(":prefix", LeaseRow.text(prefix)))
            .build();
    return reaching(
        database -> {
          var items = new ArrayList<Map<String, AttributeValue>>();
          database.scanPaginator(request).items().forEach(items::add);
          return items;
        });
  }

  /// Adds a row, unless there is one of this key.
  Written create(Map<String, AttributeValue> item) {
    return writing(
        database ->
            database.putItem(
                r -> r.tableName(name).item(item).conditionExpression("attribute_not_exists(id)")));
  }

  /// One conditional write.
  Written writing(Consumer<DynamoDbClient> write) {
    return reaching(
        database -> {
          try {
            write.accept(database);
            return Written.DONE;
          } catch (ConditionalCheckFailedException refused) {
            return Written.REFUSED;
          }
        });
  }

  /// @throws StoreOutOfReachException when the call fails: it may have taken effect
  <T extends @Nullable Object> T reaching(Function<DynamoDbClient, T> call) {
    try {
      if (!exists) {
        TableCreation.ensure(client, name);
        exists = true;
      }
      return call.apply(client);
    } catch (SdkException outOfReach) {
      if (outOfReach instanceof ResourceNotFoundException) {
        exists = false; // somebody removed it: it is made again at the next use
      }
      throw new StoreOutOfReachException(
          "The lease table " + name + " could not be used: " + outOfReach.getMessage(), outOfReach);
    }
  }
}
