package dev.sluice.ingest.concurrency.dynamodb;

import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareRow;
import dev.sluice.ingest.concurrency.ShareStore;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/// The rows of shared limits, beside the leases in their table. The table is the lease store's to
/// make: a node has shares only after it has joined there. Reads are consistent.
public final class DynamoDbShareStore implements ShareStore {

  private final DynamoDbClient client;
  private final String table;

  /// @param prefix of the names of all tables, such as `sluice-`
  public DynamoDbShareStore(DynamoDbClient client, String prefix) {
    this.client = client;
    this.table = prefix + "leases";
  }

  @Override
  public ShareRow read(ShareKey key) {
    return reaching(
        () -> {
          var answer =
              client.getItem(
                  r ->
                      r.tableName(table)
                          .consistentRead(true)
                          .key(Map.of(ShareItem.KEY, ShareItem.text(ShareItem.id(key)))));
          return ShareItem.read(key, answer.item());
        });
  }

  @Override
  public Written write(ShareRow next) {
    var put =
        PutItemRequest.builder()
            .tableName(table)
            .item(ShareItem.write(next))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (next.version() == 1) {
      put.conditionExpression("attribute_not_exists(id)");
    } else {
      put.conditionExpression("#version = :seen")
          .expressionAttributeNames(Map.of("#version", ShareItem.VERSION))
          .expressionAttributeValues(Map.of(":seen", ShareItem.number(next.version() - 1)));
    }
    return reaching(
        () -> {
          try {
            client.putItem(put.build());
            return new Written.Done();
          } catch (ConditionalCheckFailedException refused) {
            return refused(next, ShareItem.read(next.key(), refused.item()));
          }
        });
  }

  /// The SDK repeats a request whose answer was lost; the first one may have written the row.
  private static Written refused(ShareRow next, ShareRow now) {
    return now.equals(next) ? new Written.Done() : new Written.Refused(now);
  }

  private <T> T reaching(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException outOfReach) {
      throw new StoreOutOfReachException(
          "The lease table " + table + " could not be used: " + outOfReach.getMessage(),
          outOfReach);
    }
  }
}
