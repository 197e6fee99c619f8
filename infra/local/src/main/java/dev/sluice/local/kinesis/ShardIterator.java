package dev.sluice.local.kinesis;

import dev.sluice.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A reader's place in a shard, as the opaque text that clients hand back. Valid for five minutes.
///
/// @param streamCreated tells a stream from a later one of the same name
/// @param position the number of records of the shard before this place
record ShardIterator(
    String stream, Instant streamCreated, String shard, int position, Instant issued) {

  private static final Duration VALID = Duration.ofMinutes(5);

  String text() {
    var plain =
        String.join(
            "/",
            stream,
            Long.toString(streamCreated.toEpochMilli()),
            shard,
            Integer.toString(position),
            Long.toString(issued.toEpochMilli()));
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  static ShardIterator parse(String text, Instant now) {
    ShardIterator iterator;
    try {
      var plain = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
      var parts = plain.split("/", -1);
      iterator =
          new ShardIterator(
              parts[0],
              Instant.ofEpochMilli(Long.parseLong(parts[1])),
              parts[2],
              Integer.parseInt(parts[3]),
              Instant.ofEpochMilli(Long.parseLong(parts[4])));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new ServiceFault(400, "InvalidArgumentException", "Invalid ShardIterator.");
    }
    if (iterator.issued.plus(VALID).isBefore(now)) {
      throw new ServiceFault(
          400,
          "ExpiredIteratorException",
          "Iterator expired. The iterator was created at time "
              + iterator.issued
              + " while right now it is "
              + now
              + " which is further in the future than the tolerated delay of "
              + VALID.toMillis()
              + " milliseconds.");
    }
    return iterator;
  }
}
