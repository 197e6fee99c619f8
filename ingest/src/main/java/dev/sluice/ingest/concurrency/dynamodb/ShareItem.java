package dev.sluice.ingest.concurrency.dynamodb;

import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareRow;
import dev.sluice.ingest.concurrency.ShareRow.Want;
import dev.sluice.ingest.lease.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// How the row of a shared limit looks as an item. `v` is the version of this format.
final class ShareItem {

  static final String KEY = "id";
  static final String VERSION = "version";

  /// What this node writes and the newest it reads.
  static final int FORMAT = 1;

  private static final String FORMAT_NAME = "v";
  private static final String PREFIX = "share#";
  private static final String SLOTS = "slots";
  private static final String WANTS = "wants";
  private static final String SINCE = "since";

  private ShareItem() {}

  static String id(ShareKey key) {
    return PREFIX + key.text();
  }

  static Map<String, AttributeValue> write(ShareRow row) {
    var slots = new HashMap<String, AttributeValue>();
    row.slots().forEach((node, count) -> slots.put(node.value(), number(count)));
    var wants = new HashMap<String, AttributeValue>();
    row.wants()
        .forEach(
            (node, want) ->
                wants.put(
                    node.value(),
                    AttributeValue.fromM(
                        Map.of(SLOTS, number(want.slots()), SINCE, number(want.since())))));
    return Map.of(
        KEY,
        text(id(row.key())),
        FORMAT_NAME,
        number(FORMAT),
        VERSION,
        number(row.version()),
        SLOTS,
        AttributeValue.fromM(slots),
        WANTS,
        AttributeValue.fromM(wants));
  }

  /// @param item null or empty when there is none
  /// @throws IllegalStateException when the item is of a newer format, or not a share
  static ShareRow read(ShareKey key, @Nullable Map<String, AttributeValue> item) {
    if (item == null || item.isEmpty()) {
      return ShareRow.none(key);
    }
    int format = (int) integer(item, FORMAT_NAME);
    if (format > FORMAT) {
      throw new IllegalStateException(
          "The row "
              + id(key)
              + " of the lease table has format "
              + format
              + ", and this node reads up to "
              + FORMAT
              + ": run a newer Sluice on this table, or give this one a table prefix of its own");
    }
    var slots = new HashMap<NodeId, Integer>();
    required(item, SLOTS)
        .m()
        .forEach((node, count) -> slots.put(new NodeId(node), Integer.valueOf(count.n())));
    var wants = new HashMap<NodeId, Want>();
    required(item, WANTS)
        .m()
        .forEach(
            (node, want) ->
                wants.put(
                    new NodeId(node),
                    new Want((int) integer(want.m(), SLOTS), integer(want.m(), SINCE))));
    return new ShareRow(key, integer(item, VERSION), slots, wants);
  }

  private static long integer(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(required(item, name).n());
  }

  private static AttributeValue required(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("A share in the lease table has no " + name + ": " + item);
    }
    return value;
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
