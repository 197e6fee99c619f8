package dev.sluice.processor.quakes;

import dev.sluice.processor.quakes.QuakeItem.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// The table of quakes, each stored once in its newest version and counted once, however often and
/// in whatever order its versions are delivered: the quake and its count are one transaction.
///
/// ```
///   insert if absent --ok--> Stored
///        | another version is there
///        v
///   same or newer? --yes--> raise duplicates --> Duplicate
///        | no                          ^
///        v                             | same or newer
///   replace exactly that version ------+--ok--> Replaced
///        ^      | an older one came between
///        +------+
/// ```
///
/// A process that dies between the transaction and its answer makes the next delivery a duplicate;
/// one that dies before `duplicates` is raised loses that one: it is a lower bound then.
public final class QuakeStore {

  private final DynamoDbClient client;
  private final String table;
  private final HourlyCounts counts;
  private final Patience patience;

  /// @param quakes name of the table of quakes
  /// @param counts name of the table of counts
  public record Tables(String quakes, String counts) {}

  public QuakeStore(DynamoDbClient client, Tables tables, Patience patience) {
    this.client = client;
    this.table = tables.quakes();
    this.counts = new HourlyCounts(tables.counts());
    this.patience = patience;
  }

  /// Stores and counts a quake, or finds that there is nothing to do.
  ///
  /// @param remaining how much time the caller still has; asked before each wait
  /// @throws QuakeStoreException if that could not be done: the quake is not known to be stored
  public StoreOutcome store(Quake quake, Supplier<Duration> remaining) {
    Plan plan = new Plan.Insert();
    String token = newToken();
    for (int attempt = 1; ; attempt++) {
      try {
        return carryOut(plan, quake, token);
      } catch (SdkException e) {
        switch (WriteRefusal.of(e)) {
          case WriteRefusal.OtherVersion(var stored) -> {
            if (!(plan instanceof Plan.Insert)) {
              waitOrGiveUp(quake, attempt, remaining, e);
            }
            plan = stored.isEmpty() ? new Plan.LookUp() : planFor(quake, stored);
            token = newToken();
          }
          case WriteRefusal.Momentary() -> {
            waitOrGiveUp(quake, attempt, remaining, e);
            token = newToken();
          }
          // The same token: if the write did arrive, it is not made twice.
          case WriteRefusal.Unanswered() -> waitOrGiveUp(quake, attempt, remaining, e);
          case WriteRefusal.Lasting(var reason) -> throw failed(quake, reason, e);
        }
      }
    }
  }

  private StoreOutcome carryOut(Plan plan, Quake quake, String token) {
    return switch (plan) {
      case Plan.LookUp() -> carryOut(planFor(quake, read(quake)), quake, token);
      case Plan.Insert() -> {
        write(insertion(quake), token);
        yield new StoreOutcome.Stored();
      }
      case Plan.Replace(var old) -> {
        write(replacement(quake, old), token);
        yield new StoreOutcome.Replaced();
      }
      case Plan.Suppress() -> {
        raiseDuplicates(quake);
        yield new StoreOutcome.Duplicate();
      }
    };
  }

  /// What to try next.
  private sealed interface Plan {
    record LookUp() implements Plan {}

    record Insert() implements Plan {}

    record Replace(Version old) implements Plan {}

    record Suppress() implements Plan {}
  }

  private static Plan planFor(Quake quake, Map<String, AttributeValue> stored) {
    if (stored.isEmpty()) {
      return new Plan.Insert();
    }
    Version version = QuakeItem.version(stored);
    return version.updated().isBefore(quake.updated())
        ? new Plan.Replace(version)
        : new Plan.Suppress();
  }

  private void waitOrGiveUp(
      Quake quake, int attempt, Supplier<Duration> remaining, SdkException e) {
    if (!patience.waitAfter(attempt, remaining.get())) {
      throw failed(
          quake, "the tables were busy or out of reach in %d attempts".formatted(attempt), e);
    }
  }

  private void write(List<TransactWriteItem> items, String token) {
    client.transactWriteItems(request -> request.transactItems(items).clientRequestToken(token));
  }

  private List<TransactWriteItem> insertion(Quake quake) {
    return List.of(QuakeItem.insert(table, quake), counts.add(quake.row(), 1));
  }

  /// Pinned to the version read, so that the row taken from is the one it was counted in.
  private List<TransactWriteItem> replacement(Quake quake, Version old) {
    TransactWriteItem item = QuakeItem.replace(table, quake, old);
    return old.row().equals(quake.row())
        ? List.of(item)
        : List.of(item, counts.add(old.row(), -1), counts.add(quake.row(), 1));
  }

  private Map<String, AttributeValue> read(Quake quake) {
    return client
        .getItem(get -> get.tableName(table).key(QuakeItem.key(quake)).consistentRead(true))
        .item();
  }

  private void raiseDuplicates(Quake quake) {
    client.updateItem(
        update ->
            update
                .tableName(table)
                .key(QuakeItem.key(quake))
                .updateExpression("ADD #duplicates :one")
                .expressionAttributeNames(Map.of("#duplicates", "duplicates"))
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
  }

  private static String newToken() {
    return UUID.randomUUID().toString();
  }

  private static QuakeStoreException failed(Quake quake, String reason, SdkException e) {
    return new QuakeStoreException(
        "Quake %s of %s is not stored: %s.".formatted(quake.id(), quake.updated(), reason), e);
  }
}
