package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class ModelledDynamoDbTest {

  private static final String TABLE = "rows";
  private static final Map<String, AttributeValue> KEY = Map.of("id", text("a"));

  private final World world = new World(3);
  private final Network network = new Network(world);
  private final Machine machine = world.machine("m");
  private final ModelTables tables = new ModelTables();
  private final DynamoDbClient bare = ModelledDynamoDb.bare(tables);
  private final List<WriteObserver.Write> writes = new ArrayList<>();

  @BeforeEach
  void makeTable() {
    bare.createTable(
        r ->
            r.tableName(TABLE)
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()));
    bare.putItem(
        r ->
            r.tableName(TABLE)
                .item(
                    Map.of(
                        "id", text("a"),
                        "n", number(3),
                        "s", text("hello"),
                        "set", AttributeValue.fromSs(List.of("x", "y")),
                        "map", AttributeValue.fromM(Map.of("in", number(1))))));
    tables.observe(writes::add);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = :three",
        "n<=:three AND n >= :three",
        "n <> :one and not n = :one",
        "n > :one",
        "NOT (n < :one OR attribute_not_exists(n))",
        "attribute_exists(#map.#in) and #map.#in = :one",
        "attribute_not_exists(#map.absent)",
        "absent = :one or n between :one and :three",
        "n in (:one, :three)",
        "begins_with(s, :he) and contains(s, :he)",
        "contains(#set, :x) and size(#set) > :one",
        "absent <> :one",
        "attribute_exists(id) or n = :one and n = :one"
      })
  void knows_conditions_that_hold(String condition) {
    assertThat(update("set other = :one", condition)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = :x",
        "absent = :one",
        "absent < :one",
        "not absent <> :one",
        "attribute_not_exists(id)",
        "n = :one and n = :one or n = :one",
        "s = :he",
        "contains(#set, :he)",
        "attribute_exists(id) and not begins_with(s, :he)",
        "n in (:one)"
      })
  void knows_conditions_that_do_not_hold(String condition) {
    assertThatThrownBy(() -> update("set other = :one", condition))
        .isInstanceOf(ConditionalCheckFailedException.class);
    assertThat(writes).isEmpty();
  }

  @Test
  void sets_removes_adds_and_deletes_from_the_item_as_it_was() {
    Map<String, AttributeValue> after =
        update(
            "SET n = n + :one, was = n, #map.#in = #map.#in - :three, late = if_not_exists(late,"
                + " :x) REMOVE s ADD #set :xz, counter :three DELETE others :xz",
            null);

    assertThat(after)
        .containsEntry("n", number(4))
        .containsEntry("was", number(3))
        .containsEntry("map", AttributeValue.fromM(Map.of("in", number(-2))))
        .containsEntry("late", text("x"))
        .containsEntry("counter", number(3))
        .containsEntry("set", AttributeValue.fromSs(List.of("x", "y", "z")))
        .doesNotContainKeys("s", "others");
    assertThat(update("delete #set :xz", null))
        .containsEntry("set", AttributeValue.fromSs(List.of("y")));
  }

  @Test
  void makes_the_item_that_an_update_does_not_find() {
    bare.updateItem(
        r ->
            r.tableName(TABLE)
                .key(Map.of("id", text("b")))
                .updateExpression("set n = :one")
                .expressionAttributeValues(Map.of(":one", number(1))));

    assertThat(tables.items(TABLE)).contains(Map.of("id", text("b"), "n", number(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attribute_type(n, :x)",
        "n = :unknown",
        "#unknown = :one",
        "n = :one and",
        "n[0] = :one",
        "n == :one",
        "(n = :one"
      })
  void ends_the_world_for_conditions_it_does_not_know(String condition) {
    assertThatThrownBy(() -> update("set other = :one", condition))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("DynamoDB");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set n = absent",
        "set id = :x",
        "set n = :one, n = :three",
        "set n = :one set s = :x",
        "set absent.n = :one",
        "set l = list_append(l, :x)",
        "set n = s + :one",
        "put n :one"
      })
  void ends_the_world_for_updates_that_are_refused(String expression) {
    assertThatThrownBy(() -> update(expression, null))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("DynamoDB");
  }

  @Test
  void ends_the_world_for_placeholders_that_nobody_uses() {
    assertThatThrownBy(
            () ->
                bare.deleteItem(
                    r ->
                        r.tableName(TABLE)
                            .key(KEY)
                            .conditionExpression("attribute_exists(id)")
                            .expressionAttributeValues(Map.of(":x", number(1)))))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining(":x");
  }

  @Test
  void returns_the_item_with_the_refusal_when_asked() {
    var refusal =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                bare.putItem(
                    r ->
                        r.tableName(TABLE)
                            .item(KEY)
                            .conditionExpression("attribute_not_exists(id)")
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)));

    assertThat(refusal.item()).containsEntry("n", number(3));
  }

  @Test
  void carries_out_all_parts_of_a_transaction_or_none() {
    TransactWriteItem put = part(b -> b.put(p -> p.tableName(TABLE).item(Map.of("id", text("b")))));
    TransactWriteItem good = check("attribute_exists(id)");
    TransactWriteItem bad = check("attribute_not_exists(id)");

    var cancelled =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () -> bare.transactWriteItems(r -> r.transactItems(put, bad)));
    assertThat(cancelled.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(cancelled.cancellationReasons().getLast().item()).containsEntry("n", number(3));
    assertThat(tables.items(TABLE)).hasSize(1);

    bare.transactWriteItems(r -> r.transactItems(put, good));
    assertThat(tables.items(TABLE)).hasSize(2);
    assertThat(writes).hasSize(1);
    assertThat(writes.getFirst().transaction()).containsExactly(put, good);
  }

  private static TransactWriteItem check(String condition) {
    return part(
        b ->
            b.conditionCheck(
                c ->
                    c.tableName(TABLE)
                        .key(KEY)
                        .conditionExpression(condition)
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)));
  }

  private static TransactWriteItem part(Consumer<TransactWriteItem.Builder> filled) {
    var builder = TransactWriteItem.builder();
    filled.accept(builder);
    return builder.build();
  }

  @Test
  void scans_in_pages() {
    for (int i = 0; i < 9; i++) {
      String id = "row" + i;
      bare.putItem(r -> r.tableName(TABLE).item(Map.of("id", text(id))));
    }
    tables.pageSize(() -> 4);
    var request =
        ScanRequest.builder()
            .tableName(TABLE)
            .consistentRead(true)
            .filterExpression("begins_with(id, :row)")
            .expressionAttributeValues(Map.of(":row", text("row")))
            .build();

    assertThat(bare.scan(request).items()).hasSize(3);
    assertThat(bare.scanPaginator(request).stream()).hasSize(3);
    assertThat(bare.scanPaginator(request).items())
        .extracting(item -> item.get("id"))
        .hasSize(9)
        .doesNotHaveDuplicates();
  }

  @Test
  void shows_observers_who_wrote_what() {
    onMachine(client -> client.deleteItem(r -> r.tableName(TABLE).key(KEY)));
    onMachine(client -> client.deleteItem(r -> r.tableName(TABLE).key(KEY)));

    assertThat(writes).hasSize(1); // the second found nothing
    assertThat(writes.getFirst().author()).isSameAs(machine);
    assertThat(writes.getFirst().before()).containsEntry("n", number(3));
    assertThat(writes.getFirst().after()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLE", "FAILURE", "ERROR_AFTER_SUCCESS", "LATE_EFFECT"})
  void tries_again_and_gives_up_with_an_exception_of_the_sdk(FaultKind kind) {
    network.faults().probability(kind, 1);
    var failures = new ArrayList<SdkException>();

    onMachine(
        client -> {
          try {
            client.updateItem(addOne());
          } catch (SdkException failed) {
            failures.add(failed);
          }
        });

    assertThat(failures).hasSize(1);
    assertThat(network.faults().counts()).containsEntry(kind, 3L);
    assertThat(worth("n"))
        .isEqualTo(kind == FaultKind.THROTTLE || kind == FaultKind.FAILURE ? 3 : 6);
  }

  @Test
  void repeats_a_transaction_without_a_second_effect() {
    network.faults().probability(FaultKind.ERROR_AFTER_SUCCESS, 1);
    var update = addOne();
    TransactWriteItem part =
        part(
            b ->
                b.update(
                    u ->
                        u.tableName(TABLE)
                            .key(KEY)
                            .updateExpression(update.updateExpression())
                            .expressionAttributeValues(update.expressionAttributeValues())));

    onMachine(
        client ->
            assertThatThrownBy(() -> client.transactWriteItems(r -> r.transactItems(part)))
                .isInstanceOf(SdkException.class));

    assertThat(worth("n")).isEqualTo(4);
  }

  private void onMachine(Consumer<DynamoDbClient> work) {
    var attempts = new Attempts(network, machine, "leases", ModelledDynamoDb.LEASES);
    machine.run("client", () -> work.accept(ModelledDynamoDb.over(tables, attempts)));
    world.run(Duration.ofMinutes(2));
  }

  private static UpdateItemRequest addOne() {
    return UpdateItemRequest.builder()
        .tableName(TABLE)
        .key(KEY)
        .updateExpression("set n = n + :one")
        .expressionAttributeValues(Map.of(":one", number(1)))
        .build();
  }

  private int worth(String name) {
    var value = tables.items(TABLE).iterator().next().get(name);
    return Integer.parseInt(Objects.requireNonNull(value).n());
  }

  /// With the placeholders that the texts use.
  private Map<String, AttributeValue> update(String expression, @Nullable String condition) {
    String all = expression + " " + condition + " ";
    var names = new HashMap<>(Map.of("#map", "map", "#in", "in", "#set", "set"));
    names.keySet().removeIf(name -> !all.contains(name));
    var values =
        new HashMap<>(
            Map.of(
                ":one", number(1),
                ":three", number(3),
                ":x", text("x"),
                ":he", text("he"),
                ":xz", AttributeValue.fromSs(List.of("x", "z"))));
    values.keySet().removeIf(value -> !all.matches(".*" + value + "\\b.*"));
    return bare.updateItem(
            r ->
                r.tableName(TABLE)
                    .key(KEY)
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW))
        .attributes();
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(int number) {
    return AttributeValue.fromN(Integer.toString(number));
  }
}
