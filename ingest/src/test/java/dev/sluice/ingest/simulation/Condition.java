package dev.sluice.ingest.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A condition or filter of DynamoDB. An item that is not there is an empty one.
sealed interface Condition {

  boolean holds(Map<String, AttributeValue> item, Bindings bindings);

  /// A condition with its placeholders.
  record Parsed(Condition condition, Set<String> placeholders) {}

  static Parsed parse(String text) {
    var tokens = new Tokens(text);
    Condition condition = readOr(tokens);
    if (!tokens.isAtEnd()) {
      throw tokens.unexpected("the end");
    }
    return new Parsed(condition, tokens.placeholders());
  }

  record And(Condition left, Condition right) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return left.holds(item, bindings) && right.holds(item, bindings);
    }
  }

  record Or(Condition left, Condition right) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return left.holds(item, bindings) || right.holds(item, bindings);
    }
  }

  record Not(Condition condition) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return !condition.holds(item, bindings);
    }
  }

  record Exists(Operand.Path path) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return path.of(item, bindings) != null;
    }
  }

  record BeginsWith(Operand value, Operand start) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return Values.beginsWith(value.of(item, bindings), start.of(item, bindings));
    }
  }

  record Contains(Operand value, Operand part) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      return Values.contains(value.of(item, bindings), part.of(item, bindings));
    }
  }

  record In(Operand value, List<Operand> choices) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue found = value.of(item, bindings);
      return choices.stream().anyMatch(each -> Values.equal(found, each.of(item, bindings)));
    }
  }

  record Compared(Operand left, String how, Operand right) implements Condition {

    @Override
    public boolean holds(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue first = left.of(item, bindings);
      AttributeValue second = right.of(item, bindings);
      if (how.equals("=")) {
        return Values.equal(first, second);
      }
      if (how.equals("<>")) {
        return !Values.equal(first, second);
      }
      OptionalInt order = Values.compare(first, second);
      return order.isPresent()
          && switch (how) {
            case "<" -> order.getAsInt() < 0;
            case "<=" -> order.getAsInt() <= 0;
            case ">" -> order.getAsInt() > 0;
            case ">=" -> order.getAsInt() >= 0;
            default -> throw new AssertionError("the model of DynamoDB does not know " + how);
          };
    }
  }

  private static Condition readOr(Tokens tokens) {
    Condition condition = readAnd(tokens);
    while (tokens.takeIf("or")) {
      condition = new Or(condition, readAnd(tokens));
    }
    return condition;
  }

  private static Condition readAnd(Tokens tokens) {
    Condition condition = readNot(tokens);
    while (tokens.takeIf("and")) {
      condition = new And(condition, readNot(tokens));
    }
    return condition;
  }

  private static Condition readNot(Tokens tokens) {
    if (tokens.takeIf("not")) {
      return new Not(readNot(tokens));
    }
    if (tokens.takeIf("(")) {
      Condition inner = readOr(tokens);
      tokens.expect(")");
      return inner;
    }
    return tokens.isFunctionNext() && !tokens.isNext("size")
        ? readFunction(tokens)
        : readComparison(tokens);
  }

  private static Condition readFunction(Tokens tokens) {
    String name = tokens.peek();
    tokens.take();
    tokens.expect("(");
    Condition condition =
        switch (name) {
          case "attribute_exists" -> new Exists(Operand.readPath(tokens));
          case "attribute_not_exists" -> new Not(new Exists(Operand.readPath(tokens)));
          case "begins_with" -> {
            Operand value = Operand.read(tokens);
            tokens.expect(",");
            yield new BeginsWith(value, Operand.read(tokens));
          }
          case "contains" -> {
            Operand value = Operand.read(tokens);
            tokens.expect(",");
            yield new Contains(value, Operand.read(tokens));
          }
          default -> throw tokens.unexpected("a known function instead of '" + name + "'");
        };
    tokens.expect(")");
    return condition;
  }

  private static Condition readComparison(Tokens tokens) {
    Operand left = Operand.read(tokens);
    if (tokens.takeIf("between")) {
      Operand least = Operand.read(tokens);
      tokens.expect("and");
      Operand most = Operand.read(tokens);
      return new And(new Compared(left, ">=", least), new Compared(left, "<=", most));
    }
    if (tokens.takeIf("in")) {
      tokens.expect("(");
      var choices = new ArrayList<Operand>();
      do {
        choices.add(Operand.read(tokens));
      } while (tokens.takeIf(","));
      tokens.expect(")");
      return new In(left, List.copyOf(choices));
    }
    String how = tokens.take();
    if (!List.of("=", "<>", "<", "<=", ">", ">=").contains(how)) {
      throw tokens.unexpected("a comparison instead of '" + how + "'");
    }
    return new Compared(left, how, Operand.read(tokens));
  }
}
