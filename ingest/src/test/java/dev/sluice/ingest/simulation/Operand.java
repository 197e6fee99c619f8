package dev.sluice.ingest.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What a DynamoDB expression compares or sets.
sealed interface Operand {

  /// Its value for an item; null where there is none.
  @Nullable AttributeValue of(Map<String, AttributeValue> item, Bindings bindings);

  /// `:value`.
  record Given(String placeholder) implements Operand {

    @Override
    public AttributeValue of(Map<String, AttributeValue> item, Bindings bindings) {
      return bindings.value(placeholder);
    }
  }

  /// `name.#name`, through maps.
  record Path(List<String> written) implements Operand {

    @Override
    public @Nullable AttributeValue of(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue found = item.get(bindings.name(written.getFirst()));
      for (int i = 1; i < written.size() && found != null; i++) {
        found = found.hasM() ? found.m().get(bindings.name(written.get(i))) : null;
      }
      return found;
    }
  }

  /// `size(path)`.
  record Size(Path path) implements Operand {

    @Override
    public @Nullable AttributeValue of(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue value = path.of(item, bindings);
      return value == null ? null : AttributeValue.fromN(Integer.toString(Values.size(value)));
    }
  }

  /// `if_not_exists(path, operand)`.
  record Otherwise(Path path, Operand otherwise) implements Operand {

    @Override
    public @Nullable AttributeValue of(Map<String, AttributeValue> item, Bindings bindings) {
      AttributeValue present = path.of(item, bindings);
      return present == null ? otherwise.of(item, bindings) : present;
    }
  }

  /// `left + right` or `left - right`.
  record Sum(Operand left, Operand right, boolean minus) implements Operand {

    @Override
    public AttributeValue of(Map<String, AttributeValue> item, Bindings bindings) {
      BigDecimal first = Values.number(left.of(item, bindings));
      BigDecimal second = Values.number(right.of(item, bindings));
      return Values.number(minus ? first.subtract(second) : first.add(second));
    }
  }

  /// Reads an operand of a condition, or one term of a sum.
  static Operand read(Tokens tokens) {
    if (!tokens.isFunctionNext()) {
      return tokens.peek().startsWith(":") ? new Given(tokens.take()) : readPath(tokens);
    }
    return switch (tokens.peek()) {
      case "size" -> {
        tokens.take();
        tokens.expect("(");
        Path path = readPath(tokens);
        tokens.expect(")");
        yield new Size(path);
      }
      case "if_not_exists" -> {
        tokens.take();
        tokens.expect("(");
        Path path = readPath(tokens);
        tokens.expect(",");
        Operand otherwise = read(tokens);
        tokens.expect(")");
        yield new Otherwise(path, otherwise);
      }
      default -> throw tokens.unexpected("size or if_not_exists");
    };
  }

  /// Reads what an attribute is set to.
  static Operand readSum(Tokens tokens) {
    Operand first = read(tokens);
    if (tokens.takeIf("+")) {
      return new Sum(first, read(tokens), false);
    }
    return tokens.takeIf("-") ? new Sum(first, read(tokens), true) : first;
  }

  static Path readPath(Tokens tokens) {
    var names = new ArrayList<String>();
    do {
      String name = tokens.take();
      if (!name.matches("#?[A-Za-z_][A-Za-z0-9_]*")) {
        throw tokens.unexpected("a name instead of '" + name + "'");
      }
      names.add(name);
    } while (tokens.takeIf("."));
    return new Path(List.copyOf(names));
  }
}
