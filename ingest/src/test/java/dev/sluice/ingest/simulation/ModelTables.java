package dev.sluice.ingest.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// DynamoDB's tables, without a network: every operation takes effect at once, in one piece. What
/// DynamoDB would refuse as malformed, and what this model does not know, ends the world.
final class ModelTables {

  private final Map<String, ModelTable> tables = new HashMap<>();
  private final Map<String, Condition.Parsed> conditions = new HashMap<>();
  private final Map<String, Update> updates = new HashMap<>();
  private final List<WriteObserver> observers = new ArrayList<>();

  /// Of transactions that were done; their repetition does nothing.
  private final Set<String> transactions = new HashSet<>();

  private long tokens;

  private IntSupplier pageSize = () -> Integer.MAX_VALUE;

  /// A condition did not hold.
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Map<String, AttributeValue> item;

    Refused(@Nullable Map<String, AttributeValue> item) {
      super("the conditional request failed", null, false, false);
      this.item = item;
    }

    /// The item as it is; empty when there is none.
    Map<String, AttributeValue> item() {
      return item == null ? Map.of() : item;
    }
  }

  /// One item before and after a write that may be carried out.
  ///
  /// @param isWrite false for a mere check
  record Change(
      ModelTable table,
      String key,
      @Nullable Map<String, AttributeValue> before,
      @Nullable Map<String, AttributeValue> after,
      boolean isWrite) {}

  /// From now on the observer sees every accepted write.
  void observe(WriteObserver observer) {
    observers.add(observer);
  }

  /// How many items a page of a scan looks at, asked for at each page.
  void pageSize(IntSupplier size) {
    pageSize = size;
  }

  int nextPageSize() {
    return Math.max(1, pageSize.getAsInt());
  }

  /// The items of a table as they are now; none when there is no such table.
  Collection<Map<String, AttributeValue>> items(String table) {
    ModelTable found = tables.get(table);
    return found == null ? List.of() : found.items();
  }

  ModelTable table(String name) {
    ModelTable table = tables.get(name);
    if (table == null) {
      throw ResourceNotFoundException.builder().message("there is no table " + name).build();
    }
    return table;
  }

  void create(String name, List<String> keyNames) {
    if (tables.containsKey(name)) {
      throw ResourceInUseException.builder().message("there is a table " + name).build();
    }
    tables.put(name, new ModelTable(name, keyNames));
  }

  void drop(String name) {
    table(name);
    tables.remove(name);
  }

  Change planPut(
      ModelTable table,
      Map<String, AttributeValue> item,
      @Nullable String condition,
      Bindings bindings) {
    String key = table.key(item);
    item.values().forEach(Values::mustBeKeepable);
    var before = checked(table, key, condition, Set.of(), bindings);
    return new Change(table, key, before, new HashMap<>(item), true);
  }

  Change planDelete(
      ModelTable table,
      Map<String, AttributeValue> keyItem,
      @Nullable String condition,
      Bindings bindings) {
    String key = table.keyAlone(keyItem);
    var before = checked(table, key, condition, Set.of(), bindings);
    return new Change(table, key, before, null, true);
  }

  Change planCheck(
      ModelTable table, Map<String, AttributeValue> keyItem, String condition, Bindings bindings) {
    String key = table.keyAlone(keyItem);
    var before = checked(table, key, condition, Set.of(), bindings);
    return new Change(table, key, before, before, false);
  }

  Change planUpdate(
      ModelTable table,
      Map<String, AttributeValue> keyItem,
      String expression,
      @Nullable String condition,
      Bindings bindings) {
    String key = table.keyAlone(keyItem);
    Update update = updates.computeIfAbsent(expression, Update::parse);
    var before = checked(table, key, condition, update.placeholders(), bindings);
    var after = update.apply(before == null ? keyItem : before, bindings);
    after.values().forEach(Values::mustBeKeepable);
    if (!table.key(after).equals(key)) {
      throw new AssertionError("DynamoDB would refuse this: an update of the key " + keyItem);
    }
    return new Change(table, key, before, after, true);
  }

  private @Nullable Map<String, AttributeValue> checked(
      ModelTable table,
      String key,
      @Nullable String condition,
      Set<String> alsoUsed,
      Bindings bindings) {
    var item = table.find(key);
    if (condition == null) {
      bindings.mustAllBeIn(alsoUsed);
      return item;
    }
    Condition.Parsed parsed = conditions.computeIfAbsent(condition, Condition::parse);
    var used = new HashSet<>(alsoUsed);
    used.addAll(parsed.placeholders());
    bindings.mustAllBeIn(used);
    if (!parsed.condition().holds(item == null ? Map.of() : item, bindings)) {
      throw new Refused(item);
    }
    return item;
  }

  /// Which items a scan returns.
  Predicate<Map<String, AttributeValue>> filter(@Nullable String filter, Bindings bindings) {
    if (filter == null) {
      bindings.mustAllBeIn(Set.of());
      return item -> true;
    }
    Condition.Parsed parsed = conditions.computeIfAbsent(filter, Condition::parse);
    bindings.mustAllBeIn(parsed.placeholders());
    return item -> parsed.condition().holds(item, bindings);
  }

  /// A token for a transaction that was given none.
  String nextToken() {
    return "token-" + tokens++;
  }

  /// Whether the transaction with this token was done before.
  boolean isDone(String token) {
    return transactions.contains(token);
  }

  void done(String token) {
    transactions.add(token);
  }

  /// Carries out writes, in one piece.
  ///
  /// @param transaction what they belong to; empty for one write by itself
  void commit(List<Change> changes, @Nullable Machine author, List<TransactWriteItem> transaction) {
    changes.forEach(change -> change.table().put(change.key(), change.after()));
    for (Change change : changes) {
      boolean touches = change.before() != null || change.after() != null;
      if (change.isWrite() && touches) {
        var write =
            new WriteObserver.Write(
                change.table().name(), change.before(), change.after(), author, transaction);
        observers.forEach(observer -> observer.onWrite(write));
      }
    }
  }
}
