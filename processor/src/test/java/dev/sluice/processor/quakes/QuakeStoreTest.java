package dev.sluice.processor.quakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.testing.Samples;
import dev.sluice.processor.testing.ScriptedDynamoDb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/// Each answer the tables may give, from a scripted client: only a failed condition on the quake
/// item is a duplicate.
final class QuakeStoreTest {

  private static final Instant TIME = Instant.parse("2018-02-07T01:26:13.840Z");
  private static final Quake QUAKE = Samples.quake("ci1", 2_000, TIME);

  private final ScriptedDynamoDb tables = new ScriptedDynamoDb();
  private final List<Duration> waits = new ArrayList<>();
  private final QuakeStore store =
      new QuakeStore(
          tables,
          new QuakeStore.Tables("quakes", "counts"),
          new Patience(
              new Patience.Limits(
                  4, Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(1)),
              new Random(1),
              waits::add));

  @Test
  void stores_and_counts_in_one_transaction() {
    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Stored());

    assertThat(items(0)).hasSize(2);
    assertThat(items(0).getFirst().update().conditionExpression())
        .isEqualTo("attribute_not_exists(#id)");
    assertThat(items(0).get(1).update().key())
        .isEqualTo(
            Map.of(
                "network", AttributeValue.fromS("ci"),
                "hour", AttributeValue.fromS("2018-02-07T01:00:00Z")));
    assertThat(change(items(0).get(1))).isEqualTo("1");
    assertThat(items(0).get(1).update().conditionExpression()).isNull();
    assertThat(tables.updates()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {2_000, 3_000})
  void takes_a_failed_condition_on_the_quake_for_a_duplicate_if_the_stored_is_not_older(
      long stored) {
    tables.thenCancelOn(item(stored, "ci", "2018-02-07T01:00:00Z"), "None");

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Duplicate());

    assertThat(tables.writes()).hasSize(1);
    assertThat(tables.updates())
        .singleElement()
        .satisfies(
            update -> {
              assertThat(update.tableName()).isEqualTo("quakes");
              assertThat(update.updateExpression()).isEqualTo("ADD #duplicates :one");
            });
  }

  @Test
  void takes_a_duplicate_for_one_whatever_else_the_cancellation_says() {
    tables.thenCancelOn(item(2_000, "ci", "2018-02-07T01:00:00Z"), "TransactionConflict");

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Duplicate());
  }

  @ParameterizedTest
  @CsvSource({
    "TransactionConflict, None",
    "None, TransactionConflict",
    "TransactionConflict, TransactionConflict",
    "ThrottlingError, None",
    "None, ThrottlingError",
    "ProvisionedThroughputExceeded, None",
    "None, ProvisionedThroughputExceeded",
    "RequestLimitExceeded, None",
    "None, RequestLimitExceeded",
    "TransactionConflict, ThrottlingError",
  })
  void tries_again_after_a_conflict_or_throttle_on_either_item(String quake, String count) {
    tables.thenCancel(quake, count).thenCancel(quake, count);

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Stored());

    assertThat(tables.writes()).hasSize(3);
    assertThat(waits).hasSize(2);
    assertThat(tables.updates()).as("no duplicate").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ValidationError, None",
    "None, ValidationError",
    "None, ConditionalCheckFailed",
    "ItemCollectionSizeLimitExceeded, None",
    "None, ItemCollectionSizeLimitExceeded",
    "TransactionConflict, ValidationError",
    "ValidationError, TransactionConflict",
    "SomethingNew, None",
    "None, SomethingNew",
    "None, None",
  })
  void fails_at_once_on_any_other_reason_on_either_item(String quake, String count) {
    tables.thenCancel(quake, count);

    assertThatThrownBy(() -> store(QUAKE))
        .isInstanceOf(QuakeStoreException.class)
        .hasMessageContaining("Quake ci1 of 1970-01-01T00:00:02Z is not stored");

    assertThat(tables.writes()).hasSize(1);
    assertThat(tables.updates()).as("no duplicate").isEmpty();
  }

  @Test
  void gives_up_after_its_attempts() {
    for (int time = 0; time < 10; time++) {
      tables.thenCancel("None", "TransactionConflict");
    }

    assertThatThrownBy(() -> store(QUAKE)).hasMessageContaining("4 attempts");

    assertThat(tables.writes()).hasSize(4);
    assertThat(tables.updates()).as("no duplicate").isEmpty();
  }

  @Test
  void gives_up_when_the_time_is_nearly_out() {
    tables.thenCancel("None", "TransactionConflict");

    assertThatThrownBy(() -> store.store(QUAKE, () -> Duration.ofSeconds(1)))
        .isInstanceOf(QuakeStoreException.class);

    assertThat(waits).isEmpty();
  }

  @Test
  void tries_again_after_a_throttled_request_with_a_new_token() {
    tables
        .thenFail(ProvisionedThroughputExceededException.builder().statusCode(400).build())
        .thenFail(RequestLimitExceededException.builder().statusCode(400).build())
        .thenFail(
            DynamoDbException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("ThrottlingException").build())
                .build());

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Stored());

    assertThat(tokens()).doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  void asks_again_with_the_same_token_when_it_is_not_known_whether_the_write_arrived() {
    tables
        .thenFail(InternalServerErrorException.builder().statusCode(500).build())
        .thenFail(SdkClientException.create("Read timed out"));

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Stored());

    assertThat(tokens()).hasSize(3);
    assertThat(tokens().stream().distinct()).as("so that it is not made twice").hasSize(1);
  }

  @Test
  void fails_at_once_when_the_table_does_not_exist() {
    tables.thenFail(ResourceNotFoundException.builder().statusCode(400).build());

    assertThatThrownBy(() -> store(QUAKE)).hasMessageContaining("ResourceNotFoundException");

    assertThat(tables.writes()).hasSize(1);
  }

  @Test
  void replaces_exactly_the_older_version_it_found_and_leaves_its_count() {
    tables.thenCancelOn(item(1_000, "ci", "2018-02-07T01:00:00Z"), "None");

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Replaced());

    assertThat(items(1)).hasSize(1);
    assertThat(items(1).getFirst().update().conditionExpression()).isEqualTo("#updated = :seen");
    assertThat(items(1).getFirst().update().expressionAttributeValues())
        .containsEntry(":seen", AttributeValue.fromN("1000"))
        .containsEntry(":updated", AttributeValue.fromN("2000"));
    assertThat(waits).isEmpty();
  }

  @Test
  void moves_the_count_when_the_older_version_sat_in_another_row() {
    tables.thenCancelOn(item(1_000, "us", "2018-02-06T23:00:00Z"), "None");

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Replaced());

    assertThat(items(1)).hasSize(3);
    assertThat(items(1).get(1).update().key())
        .containsEntry("network", AttributeValue.fromS("us"))
        .containsEntry("hour", AttributeValue.fromS("2018-02-06T23:00:00Z"));
    assertThat(change(items(1).get(1))).isEqualTo("-1");
    assertThat(items(1).get(2).update().key())
        .containsEntry("network", AttributeValue.fromS("ci"))
        .containsEntry("hour", AttributeValue.fromS("2018-02-07T01:00:00Z"));
    assertThat(change(items(1).get(2))).isEqualTo("1");
  }

  @Test
  void looks_again_when_another_older_version_came_between() {
    tables
        .thenCancelOn(item(1_000, "us", "2018-02-06T23:00:00Z"), "None")
        .thenCancelOn(item(1_500, "ak", "2018-02-06T22:00:00Z"), "None", "None");

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Replaced());

    assertThat(items(2).getFirst().update().expressionAttributeValues())
        .containsEntry(":seen", AttributeValue.fromN("1500"));
    assertThat(items(2).get(1).update().key()).containsEntry("network", AttributeValue.fromS("ak"));
    assertThat(tables.updates()).as("no duplicate").isEmpty();
  }

  @Test
  void is_a_duplicate_when_a_newer_version_came_between() {
    tables
        .thenCancelOn(item(1_000, "ci", "2018-02-07T01:00:00Z"), "None")
        .thenCancelOn(item(2_500, "ci", "2018-02-07T01:00:00Z"));

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Duplicate());
  }

  @Test
  void reads_the_stored_version_if_the_answer_does_not_bring_it() {
    tables
        .thenCancel("ConditionalCheckFailed", "None")
        .thenRead(item(2_000, "ci", "2018-02-07T01:00:00Z"));

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Duplicate());
  }

  @Test
  void inserts_when_what_stood_in_the_way_has_gone() {
    tables.thenCancel("ConditionalCheckFailed", "None").thenRead(Map.of());

    assertThat(store(QUAKE)).isEqualTo(new StoreOutcome.Stored());

    assertThat(items(1).getFirst().update().conditionExpression())
        .isEqualTo("attribute_not_exists(#id)");
  }

  private StoreOutcome store(Quake quake) {
    return store.store(quake, () -> Duration.ofSeconds(30));
  }

  private List<TransactWriteItem> items(int write) {
    return tables.writes().get(write).transactItems();
  }

  private List<String> tokens() {
    return tables.writes().stream().map(TransactWriteItemsRequest::clientRequestToken).toList();
  }

  private static String change(TransactWriteItem item) {
    return Objects.requireNonNull(item.update().expressionAttributeValues().get(":change")).n();
  }

  private static Map<String, AttributeValue> item(long updated, String network, String hour) {
    return Map.of(
        "id", AttributeValue.fromS("ci1"),
        "updated", AttributeValue.fromN(Long.toString(updated)),
        "network", AttributeValue.fromS(network),
        "hour", AttributeValue.fromS(hour));
  }
}
