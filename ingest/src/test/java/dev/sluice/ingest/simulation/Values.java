package dev.sluice.ingest.simulation;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// DynamoDB's values: numbers are equal by worth, sets in any order; values of different types are
/// neither equal nor ordered.
final class Values {

  private Values() {}

  static boolean equal(@Nullable AttributeValue left, @Nullable AttributeValue right) {
    if (left == null || right == null || left.type() != right.type()) {
      return false;
    }
    return switch (left.type()) {
      case N -> number(left).compareTo(number(right)) == 0;
      case SS -> new HashSet<>(left.ss()).equals(new HashSet<>(right.ss()));
      case M -> equal(left.m(), right.m());
      case S, BOOL, NUL, B, L -> left.equals(right);
      case NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(left);
    };
  }

  private static boolean equal(
      Map<String, AttributeValue> left, Map<String, AttributeValue> right) {
    return left.keySet().equals(right.keySet())
        && left.entrySet().stream().allMatch(e -> equal(e.getValue(), right.get(e.getKey())));
  }

  /// Empty when the two have no order.
  static OptionalInt compare(@Nullable AttributeValue left, @Nullable AttributeValue right) {
    if (left == null || right == null || left.type() != right.type()) {
      return OptionalInt.empty();
    }
    return switch (left.type()) {
      case N -> OptionalInt.of(number(left).compareTo(number(right)));
      case S -> OptionalInt.of(left.s().compareTo(right.s()));
      case BOOL, NUL, B, L, M, SS, NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(left);
    };
  }

  static boolean beginsWith(@Nullable AttributeValue value, @Nullable AttributeValue start) {
    return value != null
        && start != null
        && value.s() != null
        && start.s() != null
        && value.s().startsWith(start.s());
  }

  static boolean contains(@Nullable AttributeValue value, @Nullable AttributeValue part) {
    if (value == null || part == null) {
      return false;
    }
    return switch (value.type()) {
      case S -> part.s() != null && value.s().contains(part.s());
      case SS -> part.s() != null && value.ss().contains(part.s());
      case L -> value.l().stream().anyMatch(each -> equal(each, part));
      case N, BOOL, NUL, B, M, NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(value);
    };
  }

  static int size(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
      case SS -> value.ss().size();
      case L -> value.l().size();
      case M -> value.m().size();
      case N, BOOL, NUL, B, NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(value);
    };
  }

  static BigDecimal number(@Nullable AttributeValue value) {
    if (value == null || value.n() == null) {
      throw new AssertionError("DynamoDB would refuse this: expected a number, found " + value);
    }
    return new BigDecimal(value.n());
  }

  static AttributeValue number(BigDecimal number) {
    return AttributeValue.fromN(number.toPlainString());
  }

  /// What `add` makes of an attribute.
  static AttributeValue add(@Nullable AttributeValue present, AttributeValue more) {
    return switch (more.type()) {
      case N -> present == null ? more : number(number(present).add(number(more)));
      case SS -> {
        var all = new TreeSet<>(present == null ? List.of() : present.ss());
        all.addAll(more.ss());
        yield AttributeValue.fromSs(List.copyOf(all));
      }
      case S, BOOL, NUL, B, L, M, NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(more);
    };
  }

  /// What `delete` makes of a set; null when nothing is left.
  static @Nullable AttributeValue delete(@Nullable AttributeValue present, AttributeValue less) {
    if (!less.hasSs() || (present != null && !present.hasSs())) {
      throw unknown(less);
    }
    Collection<String> left = new TreeSet<>(present == null ? List.of() : present.ss());
    left.removeAll(less.ss());
    return left.isEmpty() ? null : AttributeValue.fromSs(List.copyOf(left));
  }

  /// DynamoDB keeps no empty sets.
  static void mustBeKeepable(AttributeValue value) {
    switch (value.type()) {
      case SS -> {
        if (value.ss().isEmpty()) {
          throw new AssertionError("DynamoDB would refuse this: an empty set");
        }
      }
      case N -> number(value);
      case M -> value.m().values().forEach(Values::mustBeKeepable);
      case L -> value.l().forEach(Values::mustBeKeepable);
      case S, BOOL, NUL, B -> {}
      case NS, BS, UNKNOWN_TO_SDK_VERSION -> throw unknown(value);
    }
  }

  private static AssertionError unknown(AttributeValue value) {
    return new AssertionError("the model of DynamoDB cannot do this with " + value);
  }
}
