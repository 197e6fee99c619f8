package dev.sluice.local.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.server.ServiceFault;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;

/// The operations on records: request in, answer out.
final class RecordOperations {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_ENTRIES = 500;
  private static final int MOST_RECORD_BYTES = 1024 * 1024;
  private static final int MOST_REQUEST_BYTES = 10 * 1024 * 1024;
  private static final int MOST_KEY_LENGTH = 256;

  private final Streams streams;
  private final InstantSource time;

  RecordOperations(Streams streams, InstantSource time) {
    this.streams = streams;
    this.time = time;
  }

  ObjectNode putRecord(Request request) {
    var stream = streams.get(request.streamName());
    return put(stream, Entry.read(request)).put("EncryptionType", "NONE");
  }

  /// All entries are read before the first is put, since an invalid one refuses the request as a
  /// whole.
  ObjectNode putRecords(Request request) {
    var stream = streams.get(request.streamName());
    var given = request.members().path("Records");
    if (given.isEmpty() || given.size() > MOST_ENTRIES) {
      throw Request.invalid(
          "Value at 'records' failed to satisfy constraint: Member must have length between 1 and "
              + MOST_ENTRIES
              + ", but has "
              + given.size());
    }
    var entries = new ArrayList<Entry>(given.size());
    var bytes = 0L;
    for (JsonNode entry : given) {
      var read = Entry.read(new Request(entry, request.wire()));
      entries.add(read);
      bytes += read.size();
    }
    if (bytes > MOST_REQUEST_BYTES) {
      throw new ServiceFault(
          400,
          "InvalidArgumentException",
          "Records size exceeds " + MOST_REQUEST_BYTES + " bytes: " + bytes);
    }
    var answer = JSON.objectNode();
    answer.put("FailedRecordCount", 0);
    var results = answer.putArray("Records");
    entries.forEach(entry -> results.add(put(stream, entry)));
    return answer.put("EncryptionType", "NONE");
  }

  private ObjectNode put(Stream stream, Entry entry) {
    var shard = stream.shardFor(entry.hashKey());
    var added = shard.add(entry.partitionKey(), entry.data(), time.instant());
    return JSON.objectNode()
        .put("ShardId", shard.id())
        .put("SequenceNumber", added.sequenceNumber());
  }

  ObjectNode getShardIterator(Request request) {
    var stream = streams.get(request.streamName());
    var id = request.requiredText("ShardId");
    var shard = stream.shard(id).orElseThrow(() -> noShard(id, stream));
    var position = startPosition(request, stream, shard);
    var iterator = new ShardIterator(stream.name(), stream.created(), id, position, time.instant());
    return JSON.objectNode().put("ShardIterator", iterator.text());
  }

  private int startPosition(Request request, Stream stream, Shard shard) {
    var type = request.requiredText("ShardIteratorType");
    return switch (type) {
      case "TRIM_HORIZON" -> 0;
      case "LATEST" -> shard.tip();
      case "AT_TIMESTAMP" -> shard.positionAt(request.requiredTime("Timestamp"));
      case "AT_SEQUENCE_NUMBER" -> shard.positionOf(sequenceNumber(request, stream, shard));
      case "AFTER_SEQUENCE_NUMBER" -> shard.positionAfter(sequenceNumber(request, stream, shard));
      default ->
          throw Request.invalid(
              "Value '"
                  + type
                  + "' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy"
                  + " enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP,"
                  + " AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
    };
  }

  private String sequenceNumber(Request request, Stream stream, Shard shard) {
    var number = request.requiredText("StartingSequenceNumber");
    if (!shard.gives(number)) {
      throw new ServiceFault(
          400,
          "InvalidArgumentException",
          "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s under account %s is invalid because it did not come from this stream."
              .formatted(number, shard.id(), stream.name(), streams.account()));
    }
    return number;
  }

  ObjectNode getRecords(Request request) {
    var now = time.instant();
    var iterator = ShardIterator.parse(request.requiredText("ShardIterator"), now);
    var limit = request.number("Limit", 10_000, 1, 10_000);
    var stream = streams.get(iterator.stream());
    if (stream.created().toEpochMilli() != iterator.streamCreated().toEpochMilli()) {
      throw new ServiceFault(
          400,
          "ResourceNotFoundException",
          "The stream " + stream.name() + " of this iterator has been deleted.");
    }
    var shard = stream.shard(iterator.shard()).orElseThrow(() -> noShard(iterator.shard(), stream));
    var page = shard.read(iterator.position(), limit, now);
    var answer = JSON.objectNode();
    var records = answer.putArray("Records");
    for (var each : page.records()) {
      var node = records.addObject();
      node.put("SequenceNumber", each.sequenceNumber());
      node.set("ApproximateArrivalTimestamp", request.wire().time(each.arrival()));
      node.put("Data", each.data());
      node.put("PartitionKey", each.partitionKey());
      node.put("EncryptionType", "NONE");
    }
    var next = new ShardIterator(stream.name(), stream.created(), shard.id(), page.next(), now);
    answer.put("NextShardIterator", next.text());
    return answer.put("MillisBehindLatest", page.millisBehindLatest());
  }

  private ServiceFault noShard(String id, Stream stream) {
    return new ServiceFault(
        400,
        "ResourceNotFoundException",
        "Shard %s in stream %s under account %s does not exist"
            .formatted(id, stream.name(), streams.account()));
  }

  /// A record as a producer hands it in, checked.
  @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are ours alone.
  private record Entry(String partitionKey, BigInteger hashKey, byte[] data) {

    static Entry read(Request entry) {
      var key = entry.requiredText("PartitionKey");
      if (key.isEmpty() || key.codePointCount(0, key.length()) > MOST_KEY_LENGTH) {
        throw Request.invalid(
            "Value at 'partitionKey' failed to satisfy constraint: Member must have length between"
                + " 1 and "
                + MOST_KEY_LENGTH);
      }
      var read = new Entry(key, hashKey(entry, key), entry.requiredBytes("Data"));
      if (read.size() > MOST_RECORD_BYTES) {
        throw Request.invalid(
            "Value at 'data' failed to satisfy constraint: Member must have length less than or"
                + " equal to "
                + MOST_RECORD_BYTES);
      }
      return read;
    }

    private static BigInteger hashKey(Request entry, String partitionKey) {
      var explicit = entry.text("ExplicitHashKey");
      if (explicit.isEmpty()) {
        return HashKeyRange.hash(partitionKey);
      }
      if (!explicit.get().matches("0|([1-9][0-9]{0,38})")
          || !HashKeyRange.isKey(new BigInteger(explicit.get()))) {
        throw new ServiceFault(
            400,
            "InvalidArgumentException",
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified"
                + " value was "
                + explicit.get());
      }
      return new BigInteger(explicit.get());
    }

    int size() {
      return data.length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
  }
}
