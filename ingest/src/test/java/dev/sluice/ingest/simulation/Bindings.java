package dev.sluice.ingest.simulation;

import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What the placeholders of a request's expressions stand for.
///
/// @param names `#name` to the attribute's name
/// @param values `:value` to the value
record Bindings(Map<String, String> names, Map<String, AttributeValue> values) {

  String name(String written) {
    if (!written.startsWith("#")) {
      return written;
    }
    String name = names.get(written);
    if (name == null) {
      throw new AssertionError("DynamoDB would refuse this: nothing is given for " + written);
    }
    return name;
  }

  AttributeValue value(String placeholder) {
    AttributeValue value = values.get(placeholder);
    if (value == null) {
      throw new AssertionError("DynamoDB would refuse this: nothing is given for " + placeholder);
    }
    return value;
  }

  /// DynamoDB refuses a request that gives what none of its expressions uses.
  void mustAllBeIn(Set<String> used) {
    if (!used.containsAll(names.keySet()) || !used.containsAll(values.keySet())) {
      throw new AssertionError(
          "DynamoDB would refuse this: of "
              + names.keySet()
              + " and "
              + values.keySet()
              + " only "
              + used
              + " are used");
    }
  }
}
