package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One stream of the modelled Kinesis: shards that can be split, merged and trimmed. Touched by the
/// simulator's thread alone.
final class ModelledStream {

  /// Hashes of keys lie below this.
  private static final int HASHES = 1 << 16;

  private static final BigInteger FIRST_NUMBER =
      new BigInteger("49590338271490256608559692538361571095921575989136588898");

  private final World world;
  private final String name;
  private final Instant created;

  /// All there ever were, in the order of their making.
  private final List<ModelledShard> everMade = new ArrayList<>();

  /// Those the stream still lists.
  private final Map<ShardId, ModelledShard> listed = new LinkedHashMap<>();

  private long numbers;

  ModelledStream(World world, String name, int shards) {
    this.world = world;
    this.name = name;
    this.created = world.instant().truncatedTo(ChronoUnit.MILLIS);
    for (int i = 0; i < shards; i++) {
      make(List.of(), HASHES / shards * i, i == shards - 1 ? HASHES : HASHES / shards * (i + 1));
    }
  }

  String name() {
    return name;
  }

  Instant created() {
    return created;
  }

  Arn arn() {
    return Arn.parse("arn:aws:kinesis:eu-central-1:000000000000:stream/" + name);
  }

  /// All shards there ever were.
  List<ModelledShard> shards() {
    return everMade;
  }

  /// Those that take records.
  List<ModelledShard> open() {
    return listed.values().stream().filter(shard -> !shard.isClosed()).toList();
  }

  @Nullable ModelledShard listed(ShardId id) {
    return listed.get(id);
  }

  /// The shard of this id, trimmed or not.
  @Nullable ModelledShard everMade(ShardId id) {
    for (ModelledShard shard : everMade) {
      if (shard.id().equals(id)) {
        return shard;
      }
    }
    return null;
  }

  /// Puts a record into the open shard that its key belongs to.
  StreamRecord put(String key, String data) {
    int hash = Math.floorMod(key.hashCode() * 0x9E3779B1, HASHES);
    ModelledShard shard = null;
    for (ModelledShard candidate : listed.values()) {
      if (!candidate.isClosed() && candidate.covers(hash)) {
        shard = candidate;
      }
    }
    if (shard == null) {
      throw new IllegalStateException("no open shard of " + name + " covers " + hash);
    }
    numbers += 1 + world.random().nextInt(9);
    var record =
        new StreamRecord(
            shard.id(),
            new SequenceNumber(FIRST_NUMBER.add(BigInteger.valueOf(numbers))),
            key,
            new Bytes(data.getBytes(StandardCharsets.UTF_8)),
            world.instant().truncatedTo(ChronoUnit.MILLIS));
    shard.add(record);
    return record;
  }

  /// Closes a shard and lets two follow it.
  void split(ModelledShard shard) {
    int middle = (shard.from() + shard.to()) >>> 1;
    if (middle == shard.from()) {
      throw new IllegalArgumentException(shard + " covers one hash and cannot be split");
    }
    shard.close();
    make(List.of(shard), shard.from(), middle);
    make(List.of(shard), middle, shard.to());
  }

  /// Closes two shards that are neighbours, the lower one first, and lets one follow them.
  void merge(ModelledShard lower, ModelledShard upper) {
    if (lower.to() != upper.from()) {
      throw new IllegalArgumentException(lower + " and " + upper + " are no neighbours");
    }
    lower.close();
    upper.close();
    make(List.of(lower, upper), lower.from(), upper.to());
  }

  /// Splits a shard at random, or merges two.
  void reshard() {
    List<ModelledShard> open = open();
    ModelledShard one = open.get(world.random().nextInt(open.size()));
    ModelledShard next = open.stream().filter(s -> s.from() == one.to()).findFirst().orElse(null);
    if (next != null && world.random().nextBoolean()) {
      merge(one, next);
    } else if (one.to() - one.from() > 1) {
      split(one);
    }
  }

  /// Drops a closed shard after a while, some at once and some never.
  void trimSome(ModelledShard shard) {
    if (world.random().nextInt(4) > 0) {
      world.at(Duration.ofMillis(world.random().nextLong(60_000)), () -> trim(shard));
    }
  }

  /// Drops a closed shard with all its records, as a stream does once they are too old.
  void trim(ModelledShard shard) {
    if (!shard.isClosed()) {
      throw new IllegalArgumentException(shard + " is open");
    }
    listed.remove(shard.id());
  }

  private void make(List<ModelledShard> parents, int from, int to) {
    var id = new ShardId(String.format("shardId-%012d", everMade.size()));
    var shard = new ModelledShard(this, id, parents, from, to);
    everMade.add(shard);
    listed.put(id, shard);
  }

  StreamListing listing() {
    Instant asked = world.instant().truncatedTo(ChronoUnit.SECONDS);
    return new StreamListing.Shards(created, asked, listedShards(listed.values()));
  }

  private static List<ListedShard> listedShards(Collection<ModelledShard> shards) {
    return shards.stream()
        .map(
            shard ->
                new ListedShard(
                    shard.id(),
                    shard.parents().stream().map(ModelledShard::id).collect(Collectors.toSet())))
        .toList();
  }
}
