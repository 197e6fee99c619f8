package dev.sluice.local.kinesis;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One stream and its shards, which never change.
record Stream(String name, String arn, String mode, Instant created, List<Shard> shards) {

  Stream {
    shards = List.copyOf(shards);
  }

  /// A new stream of `shardCount` shards over equal shares of the hash keys.
  static Stream create(String name, String arn, String mode, int shardCount, Instant now) {
    var shards = new ArrayList<Shard>(shardCount);
    for (var range : HashKeyRange.split(shardCount)) {
      shards.add(new Shard(shards.size(), range, now));
    }
    return new Stream(name, arn, mode, now, shards);
  }

  /// The shard that takes `hashKey`.
  Shard shardFor(BigInteger hashKey) {
    for (var shard : shards) {
      if (shard.hashKeys().contains(hashKey)) {
        return shard;
      }
    }
    throw new IllegalArgumentException("No shard takes hash key " + hashKey);
  }

  /// The shard with this id.
  Optional<Shard> shard(String id) {
    return shards.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
