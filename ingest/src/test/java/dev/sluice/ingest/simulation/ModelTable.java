package dev.sluice.ingest.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The items of one table.
final class ModelTable {

  private final String name;

  /// The names of the attributes that make the key, one or two.
  private final List<String> keyNames;

  private final TreeMap<String, Map<String, AttributeValue>> items = new TreeMap<>();

  /// Which attribute says when an item may go; null when none does.
  private @Nullable String expiresAt;

  ModelTable(String name, List<String> keyNames) {
    this.name = name;
    this.keyNames = List.copyOf(keyNames);
  }

  String name() {
    return name;
  }

  @Nullable String expiresAt() {
    return expiresAt;
  }

  void expireAt(@Nullable String attribute) {
    expiresAt = attribute;
  }

  Collection<Map<String, AttributeValue>> items() {
    return Collections.unmodifiableCollection(items.values());
  }

  /// The item, or null.
  @Nullable Map<String, AttributeValue> find(String key) {
    return items.get(key);
  }

  /// @param item null for none any more
  void put(String key, @Nullable Map<String, AttributeValue> item) {
    if (item == null) {
      items.remove(key);
    } else {
      items.put(key, Collections.unmodifiableMap(item));
    }
  }

  /// A key's text, from the key alone.
  String keyAlone(Map<String, AttributeValue> key) {
    if (key.size() != keyNames.size()) {
      throw new AssertionError("DynamoDB would refuse this: " + key + " is no key of " + name);
    }
    return key(key);
  }

  /// A key's text, from an item or from the key alone.
  String key(Map<String, AttributeValue> item) {
    var text = new StringBuilder();
    for (String each : keyNames) {
      AttributeValue value = item.get(each);
      if (value == null || (value.s() == null && value.n() == null)) {
        throw new AssertionError(
            "DynamoDB would refuse this: no " + each + ", the key of " + name + ", in " + item);
      }
      text.append(value.s() == null ? value.n() : value.s()).append('\0');
    }
    return text.toString();
  }

  Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
    var key = new HashMap<String, AttributeValue>();
    for (String each : keyNames) {
      AttributeValue value = item.get(each);
      if (value != null) {
        key.put(each, value);
      }
    }
    return key;
  }

  /// Items in the order of a scan.
  ///
  /// @param after the key before the first of them; null for the beginning
  List<Map<String, AttributeValue>> page(@Nullable String after, int most) {
    var rest = after == null ? items : items.tailMap(after, false);
    var page = new ArrayList<Map<String, AttributeValue>>();
    for (var item : rest.values()) {
      if (page.size() == most) {
        break;
      }
      page.add(item);
    }
    return page;
  }

  boolean isLast(Map<String, AttributeValue> item) {
    return items.lastKey().equals(key(item));
  }
}
