package dev.sluice.ingest.source;

/// The id of a shard, such as `shardId-000000000000`.
///
/// @param value as the stream names it
public record ShardId(String value) {

  public ShardId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a shard id is not blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
