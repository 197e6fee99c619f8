package dev.sluice.local.kinesis;

import dev.sluice.local.server.ServiceFault;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;

/// The streams of the account, by name. Safe for use by several threads.
final class Streams {

  private final ConcurrentSkipListMap<String, Stream> byName = new ConcurrentSkipListMap<>();
  private final String region;
  private final String account;
  private final InstantSource time;

  Streams(String region, String account, InstantSource time) {
    this.region = region;
    this.account = account;
    this.time = time;
  }

  String account() {
    return account;
  }

  void create(String name, String mode, int shards) {
    var arn = "arn:aws:kinesis:" + region + ":" + account + ":stream/" + name;
    var stream = Stream.create(name, arn, mode, shards, time.instant());
    if (byName.putIfAbsent(name, stream) != null) {
      throw new ServiceFault(
          400,
          "ResourceInUseException",
          "Stream " + name + " under account " + account + " already exists.");
    }
  }

  void delete(String name) {
    byName.remove(get(name).name());
  }

  Stream get(String name) {
    var stream = byName.get(name);
    if (stream == null) {
      throw new ServiceFault(
          400,
          "ResourceNotFoundException",
          "Stream " + name + " under account " + account + " not found.");
    }
    return stream;
  }

  /// All streams whose name comes after `name`, in order of name.
  Collection<Stream> after(String name) {
    return byName.tailMap(name, false).values();
  }
}
