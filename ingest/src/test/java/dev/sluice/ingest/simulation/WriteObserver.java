package dev.sluice.ingest.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Looks at every write that a table accepted, at the moment it takes effect, on the simulator's
/// thread. Throws, or tells the world, when it must not have been accepted.
@FunctionalInterface
interface WriteObserver {

  void onWrite(Write write);

  /// One item before and after.
  ///
  /// @param before null when there was none
  /// @param after null when there is none any more
  /// @param author null for a write from outside the world
  /// @param transaction all parts of the transaction the write belongs to, with its condition
  ///   checks; empty for a write by itself
  record Write(
      String table,
      @Nullable Map<String, AttributeValue> before,
      @Nullable Map<String, AttributeValue> after,
      @Nullable Machine author,
      List<TransactWriteItem> transaction) {}
}
