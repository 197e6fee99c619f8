package dev.sluice.ingest.identity;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The UUID of an event source mapping. It is made from the names of its stack and logical id, so
/// that every node gives the same mapping the same id.
///
/// @param value the UUID
public record EventSourceMappingId(UUID value) {

  /// The id of the mapping with this logical id in this stack.
  public static EventSourceMappingId of(String stack, String logicalId) {
    String name = "sluice:event-source-mapping:" + stack + ":" + logicalId;
    return new EventSourceMappingId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
