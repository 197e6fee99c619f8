package dev.sluice.ingest.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An update expression of DynamoDB.
///
/// @param changes all see the item as it was before
/// @param placeholders all it uses
record Update(List<Change> changes, Set<String> placeholders) {

  /// What becomes of one attribute.
  sealed interface Change {

    Operand.Path path();

    /// The attribute's new value; null for none.
    @Nullable AttributeValue value(Map<String, AttributeValue> item, Bindings bindings);
  }

  record Assign(Operand.Path path, Operand to) implements Change {

    @Override
    public AttributeValue value(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue value = to.of(item, bindings);
      if (value == null) {
        throw new AssertionError("DynamoDB would refuse this: there is no " + to + " in " + item);
      }
      return value;
    }
  }

  record Remove(Operand.Path path) implements Change {

    @Override
    public @Nullable AttributeValue value(Map<String, AttributeValue> item, Bindings bindings) {
      return null;
    }
  }

  record Add(Operand.Path path, Operand.Given more) implements Change {

    @Override
    public AttributeValue value(Map<String, AttributeValue> item, Bindings bindings) {
      return Values.add(path.of(item, bindings), more.of(item, bindings));
    }
  }

  record Delete(Operand.Path path, Operand.Given less) implements Change {

    @Override
    public @Nullable AttributeValue value(Map<String, AttributeValue> item, Bindings bindings) {
      return Values.delete(path.of(item, bindings), less.of(item, bindings));
    }
  }

  static Update parse(String text) {
    var tokens = new Tokens(text);
    var changes = new ArrayList<Change>();
    var clauses = new HashSet<String>();
    while (!tokens.isAtEnd()) {
      String clause = tokens.peek();
      if (!clauses.add(clause)) {
        throw tokens.unexpected("no second " + clause);
      }
      tokens.take();
      do {
        changes.add(readChange(clause, tokens));
      } while (tokens.takeIf(","));
    }
    return new Update(List.copyOf(changes), tokens.placeholders());
  }

  private static Change readChange(String clause, Tokens tokens) {
    Operand.Path path = Operand.readPath(tokens);
    return switch (clause) {
      case "set" -> {
        tokens.expect("=");
        yield new Assign(path, Operand.readSum(tokens));
      }
      case "remove" -> new Remove(path);
      case "add" -> new Add(path, new Operand.Given(tokens.take()));
      case "delete" -> new Delete(path, new Operand.Given(tokens.take()));
      default -> throw tokens.unexpected("set, remove, add or delete instead of " + clause);
    };
  }

  /// The item after the update.
  Map<String, AttributeValue> apply(Map<String, AttributeValue> before, Bindings bindings) {
    var after = new HashMap<>(before);
    var paths = new HashSet<List<String>>();
    for (Change change : changes) {
      List<String> path = change.path().written().stream().map(bindings::name).toList();
      if (!paths.add(path)) {
        throw new AssertionError("DynamoDB would refuse this: " + path + " is changed twice");
      }
      put(after, path, change.value(before, bindings));
    }
    return after;
  }

  private static void put(
      Map<String, AttributeValue> into, List<String> path, @Nullable AttributeValue value) {
    String name = path.getFirst();
    if (path.size() > 1) {
      AttributeValue map = into.get(name);
      if (map == null || !map.hasM()) {
        throw new AssertionError("DynamoDB would refuse this: " + name + " is no map in " + into);
      }
      var inner = new HashMap<>(map.m());
      put(inner, path.subList(1, path.size()), value);
      into.put(name, AttributeValue.fromM(inner));
    } else if (value == null) {
      into.remove(name);
    } else {
      into.put(name, value);
    }
  }
}
