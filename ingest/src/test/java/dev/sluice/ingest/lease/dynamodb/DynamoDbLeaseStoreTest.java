package dev.sluice.ingest.lease.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseStoreContract;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class DynamoDbLeaseStoreTest extends LeaseStoreContract {

  private static final String TABLE = "test-leases";

  private static LocalCloud cloud;

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.DYNAMODB);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  @Override
  protected LeaseStore emptyStore() {
    var store = DynamoDbLeaseStore.open(cloud.dynamoDb(), "test-");
    assertThat(store.nodes()).isNotNull(); // makes the table
    for (var item : cloud.dynamoDb().scan(r -> r.tableName(TABLE)).items()) {
      var key = Map.of("id", Objects.requireNonNull(item.get("id")));
      cloud.dynamoDb().deleteItem(r -> r.tableName(TABLE).key(key));
    }
    return store;
  }

  @Test
  void opens_a_table_that_exists_with_what_is_in_it() {
    var store = emptyStore();
    store.createManager(new LeaseKey.Manager("stack"));

    assertThat(DynamoDbLeaseStore.open(cloud.dynamoDb(), "test-").leases())
        .isEqualTo(store.leases())
        .hasSize(1);
  }

  @Test
  void reads_a_batch_in_hand_that_was_written_before_take_overs_were_counted() {
    var store = emptyStore();
    var manager = new LeaseKey.Manager("stack");
    store.createManager(manager);
    cloud
        .dynamoDb()
        .updateItem(
            r ->
                r.tableName(TABLE)
                    .key(Map.of("id", AttributeValue.fromS("lease#" + manager.text())))
                    .updateExpression("set inHand = :inHand")
                    .expressionAttributeValues(
                        Map.of(":inHand", AttributeValue.fromS("100 105 2"))));

    assertThat(store.leases().getFirst().checkpoint())
        .extracting(checkpoint -> ((Checkpoint.Open) checkpoint).inHand())
        .isEqualTo(
            new Checkpoint.BatchInHand(
                SequenceNumber.parse("100"), SequenceNumber.parse("105"), 2, 0));
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
                            "id", AttributeValue.fromS("lease#from-the-future"),
                            "v", AttributeValue.fromN("2"))));

    assertThatThrownBy(store::leases)
        .hasMessageContaining("lease#from-the-future")
        .hasMessageContaining("format 2")
        .hasMessageContaining("run a newer Sluice");
  }

  @Test
  void says_when_the_table_is_out_of_reach() {
    var store = emptyStore();
    cloud.dynamoDb().deleteTable(r -> r.tableName(TABLE));

    assertThatThrownBy(store::nodes)
        .isInstanceOf(StoreOutOfReachException.class)
        .hasMessageContaining(TABLE);
  }

  @Test
  void opens_without_asking_and_makes_its_table_once_the_database_is_in_reach() {
    try (var nobody =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:9"))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(10)))
            .build()) {
      var unreachable = DynamoDbLeaseStore.open(nobody, "late-");

      assertThatThrownBy(() -> unreachable.register(new NodeId("node"), NodeScope.NOTHING))
          .isInstanceOf(StoreOutOfReachException.class)
          .hasMessageContaining("late-leases");
    }

    var store = DynamoDbLeaseStore.open(cloud.dynamoDb(), "late-");
    assertThat(cloud.dynamoDb().listTables().tableNames()).doesNotContain("late-leases");
    assertThat(store.register(new NodeId("node"), NodeScope.NOTHING))
        .isEqualTo(LeaseStore.Written.DONE);
    assertThat(store.nodes()).hasSize(1);
  }
}
