package dev.sluice.ingest.eventqueue.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.eventqueue.EventRow;
import dev.sluice.ingest.eventqueue.EventRows;
import dev.sluice.ingest.eventqueue.EventRows.Look;
import dev.sluice.ingest.eventqueue.EventRows.Write;
import dev.sluice.ingest.eventqueue.EventRowsContract;
import dev.sluice.ingest.eventqueue.EventToken;
import dev.sluice.ingest.eventqueue.QueuedEvent;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class DynamoDbEventRowsTest extends EventRowsContract {

  private static final String TABLE = "events";

  private static LocalCloud cloud;

  @BeforeAll
  static void makeTable() {
    cloud = LocalCloud.start(Service.DYNAMODB);
    EventTable.ensure(cloud.dynamoDb(), TABLE);
    EventTable.ensure(cloud.dynamoDb(), TABLE);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  @Override
  protected EventRows rows() {
    return new DynamoDbEventRows(cloud.dynamoDb(), TABLE);
  }

  @Test
  void lets_the_table_expire_rows_by_itself() {
    var id = new RequestId("ends");
    var end = Instant.parse("2099-03-02T12:00:00Z"); // an item that has expired goes at once

    rows().finish(id, null, end);

    assertThat(
            cloud
                .dynamoDb()
                .describeTimeToLive(r -> r.tableName(TABLE))
                .timeToLiveDescription()
                .attributeName())
        .isEqualTo("expires");
    assertThat(expires(id)).isEqualTo(end.getEpochSecond());
  }

  @Test
  void lets_a_table_expire_rows_whose_maker_did_not_come_so_far() {
    cloud
        .dynamoDb()
        .createTable(
            r ->
                r.tableName("half-made")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));

    EventTable.ensure(cloud.dynamoDb(), "half-made");

    assertThat(
            cloud
                .dynamoDb()
                .describeTimeToLive(r -> r.tableName("half-made"))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.ENABLED);
  }

  @Test
  void keeps_a_waiting_row_longer_than_a_queue_keeps_messages() {
    var next = Instant.parse("2099-03-01T12:00:00Z");
    var event = QueuedEvent.accepted(new FunctionName("f"), new RequestId("waits"), next);

    rows().move(null, new EventRow.Waiting(event, new EventToken("t"), next, "why"));

    assertThat(expires(event.id())).isGreaterThan(next.plusSeconds(14 * 86_400).getEpochSecond());
  }

  @Test
  void leaves_rows_of_a_newer_version_alone() {
    cloud
        .dynamoDb()
        .putItem(
            r ->
                r.tableName(TABLE)
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS("newer"),
                            "version", AttributeValue.fromN("2"))));

    assertThat(rows().look(new RequestId("newer")))
        .isInstanceOfSatisfying(Look.Unknown.class, u -> assertThat(u.why()).contains("version"));
  }

  @Test
  void makes_the_table_when_it_is_first_needed() {
    var rows = new DynamoDbEventRows(cloud.dynamoDb(), "made-when-needed");

    assertThat(rows.look(new RequestId("any"))).isEqualTo(new Look.Absent());
    assertThat(cloud.dynamoDb().listTables().tableNames()).contains("made-when-needed");
  }

  @Test
  void says_that_it_does_not_know_when_dynamodb_is_out_of_reach() {
    try (var nobody =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:1"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
            .build()) {
      var rows = new DynamoDbEventRows(nobody, TABLE);
      rows.prepare(); // says so in the log, and nothing else

      assertThat(rows.look(new RequestId("any"))).isInstanceOf(Look.Unknown.class);
      assertThat(rows.finish(new RequestId("any"), null, Instant.EPOCH)).isEqualTo(Write.UNKNOWN);
    }
  }

  private static long expires(RequestId id) {
    Map<String, AttributeValue> item =
        cloud
            .dynamoDb()
            .getItem(r -> r.tableName(TABLE).key(Map.of("id", AttributeValue.fromS(id.value()))))
            .item();
    return Long.parseLong(Objects.requireNonNull(item.get("expires")).n());
  }
}
