package dev.sluice.ingest.simulation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// All items there are in a world, by name.
final class Items {

  private final Map<String, Item> byName = new LinkedHashMap<>();

  /// A new item; its name tells its nature.
  ///
  /// @param tolerated how many failed invocations its source allows it before it is given up
  Item make(Item.Nature nature, int tolerated) {
    String name = nature.name().toLowerCase(Locale.ROOT) + "-" + (byName.size() + 1);
    var item = new Item(name, nature, tolerated);
    byName.put(name, item);
    return item;
  }

  /// The item of this name.
  Item of(String name) {
    Item item = byName.get(name);
    if (item == null) {
      throw new IllegalArgumentException("nobody put an item " + name);
    }
    return item;
  }

  Collection<Item> all() {
    return byName.values();
  }
}
