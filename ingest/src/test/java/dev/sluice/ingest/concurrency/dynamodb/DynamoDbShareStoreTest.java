package dev.sluice.ingest.concurrency.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.concurrency.ShareRow;
import dev.sluice.ingest.concurrency.ShareStore;
import dev.sluice.ingest.concurrency.ShareStoreContract;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class DynamoDbShareStoreTest extends ShareStoreContract {

  private static final String TABLE = "test-leases";

  private static LocalCloud cloud;

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.DYNAMODB);
    DynamoDbLeaseStore.open(cloud.dynamoDb(), "test-").nodes(); // makes the table
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  @Override
  protected ShareStore emptyStore() {
    for (var item : cloud.dynamoDb().scan(r -> r.tableName(TABLE)).items()) {
      var key = Map.of("id", Objects.requireNonNull(item.get("id")));
      cloud.dynamoDb().deleteItem(r -> r.tableName(TABLE).key(key));
    }
    return new DynamoDbShareStore(cloud.dynamoDb(), "test-");
  }

  @Test
  void is_not_in_the_way_of_nodes_and_leases_in_the_same_table() {
    var shares = emptyStore();
    var leases = DynamoDbLeaseStore.open(cloud.dynamoDb(), "test-");
    shares.write(new ShareRow(KEY, 1, Map.of(new NodeId("a"), 1), Map.of()));

    assertThat(leases.nodes()).isEmpty();
    assertThat(leases.leases()).isEmpty();
  }

  @Test
  void refuses_a_row_of_a_newer_format_and_says_what_to_do() {
    var store = emptyStore();
    cloud
        .dynamoDb()
        .putItem(
            r ->
                r.tableName(TABLE)
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS("share#function/orders"),
                            "v", AttributeValue.fromN("2"))));

    assertThatThrownBy(() -> store.read(KEY))
        .hasMessageContaining("share#function/orders")
        .hasMessageContaining("format 2")
        .hasMessageContaining("run a newer Sluice");
  }

  @Test
  void says_when_the_table_is_out_of_reach() {
    var store = new DynamoDbShareStore(cloud.dynamoDb(), "absent-");

    assertThatThrownBy(() -> store.read(KEY))
        .isInstanceOf(StoreOutOfReachException.class)
        .hasMessageContaining("absent-leases");
    assertThatThrownBy(() -> store.write(new ShareRow(KEY, 1, Map.of(), Map.of())))
        .isInstanceOf(StoreOutOfReachException.class);
  }
}
