package dev.sluice.local.kinesis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.local.server.ServiceFault;
import java.util.List;
import java.util.Optional;

/// The operations on streams and shards themselves: request in, answer out.
final class StreamOperations {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_SHARDS = 10_000;
  private static final int ON_DEMAND_SHARDS = 4;

  private final Streams streams;

  StreamOperations(Streams streams) {
    this.streams = streams;
  }

  ObjectNode createStream(Request request) {
    var name = request.requiredText("StreamName");
    if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) {
      throw Request.invalid(
          "Value '"
              + name
              + "' at 'streamName' failed to satisfy constraint: Member must satisfy"
              + " regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    var mode =
        Optional.ofNullable(
                request.members().path("StreamModeDetails").path("StreamMode").textValue())
            .orElse("PROVISIONED");
    var onDemand = "ON_DEMAND".equals(mode);
    var shards = request.number("ShardCount", onDemand ? ON_DEMAND_SHARDS : 0, 1, MOST_SHARDS);
    if (shards == 0) {
      throw new ServiceFault(
          400,
          "InvalidArgumentException",
          "ShardCount is a required parameter for a stream in PROVISIONED mode.");
    }
    streams.create(name, mode, shards);
    return JSON.objectNode();
  }

  ObjectNode deleteStream(Request request) {
    streams.delete(request.streamName());
    return JSON.objectNode();
  }

  ObjectNode describeStream(Request request) {
    var stream = streams.get(request.streamName());
    var limit = request.number("Limit", 100, 1, MOST_SHARDS);
    var rest = shardsAfter(stream, request.text("ExclusiveStartShardId").orElse(""));
    var description = description(stream, request.wire());
    addShards(description, rest, limit);
    description.put("HasMoreShards", rest.size() > limit);
    var answer = JSON.objectNode();
    answer.set("StreamDescription", description);
    return answer;
  }

  ObjectNode describeStreamSummary(Request request) {
    var stream = streams.get(request.streamName());
    var summary = description(stream, request.wire());
    summary.put("OpenShardCount", stream.shards().size());
    summary.put("ConsumerCount", 0);
    var answer = JSON.objectNode();
    answer.set("StreamDescriptionSummary", summary);
    return answer;
  }

  private static ObjectNode description(Stream stream, Wire wire) {
    var description = summary(stream, wire);
    description.put("RetentionPeriodHours", 24);
    description.putArray("EnhancedMonitoring").addObject().putArray("ShardLevelMetrics");
    description.put("EncryptionType", "NONE");
    return description;
  }

  private static ObjectNode summary(Stream stream, Wire wire) {
    var summary = JSON.objectNode();
    summary.put("StreamName", stream.name());
    summary.put("StreamARN", stream.arn());
    summary.put("StreamStatus", "ACTIVE");
    summary.putObject("StreamModeDetails").put("StreamMode", stream.mode());
    summary.set("StreamCreationTimestamp", wire.time(stream.created()));
    return summary;
  }

  ObjectNode listStreams(Request request) {
    var after = request.text("NextToken").or(() -> request.text("ExclusiveStartStreamName"));
    var limit = request.number("Limit", 100, 1, MOST_SHARDS);
    var rest = List.copyOf(streams.after(after.orElse("")));
    var page = rest.subList(0, Math.min(limit, rest.size()));
    var answer = JSON.objectNode();
    var names = answer.putArray("StreamNames");
    var summaries = answer.putArray("StreamSummaries");
    for (var stream : page) {
      names.add(stream.name());
      summaries.add(summary(stream, request.wire()));
    }
    answer.put("HasMoreStreams", rest.size() > limit);
    if (rest.size() > limit) {
      answer.put("NextToken", page.getLast().name());
    }
    return answer;
  }

  /// The token of a page names the stream and the last shard given.
  ObjectNode listShards(Request request) {
    var token = request.text("NextToken").map(t -> t.split("/", 2)).orElse(new String[0]);
    var stream = streams.get(token.length == 2 ? token[0] : request.streamName());
    var filter = request.members().path("ShardFilter");
    var after =
        token.length == 2
            ? token[1]
            : request.text("ExclusiveStartShardId").orElse(filter.path("ShardId").asText(""));
    var limit = request.number("MaxResults", 1000, 1, MOST_SHARDS);
    var rest = shardsAfter(stream, after);
    var answer = JSON.objectNode();
    addShards(answer, rest, limit);
    if (rest.size() > limit) {
      answer.put("NextToken", stream.name() + "/" + rest.get(limit - 1).id());
    }
    return answer;
  }

  private static List<Shard> shardsAfter(Stream stream, String id) {
    return stream.shards().stream().filter(s -> s.id().compareTo(id) > 0).toList();
  }

  private static void addShards(ObjectNode answer, List<Shard> shards, int limit) {
    var array = answer.putArray("Shards");
    for (var shard : shards.subList(0, Math.min(limit, shards.size()))) {
      var node = array.addObject();
      node.put("ShardId", shard.id());
      node.putObject("HashKeyRange")
          .put("StartingHashKey", shard.hashKeys().start().toString())
          .put("EndingHashKey", shard.hashKeys().end().toString());
      node.putObject("SequenceNumberRange")
          .put("StartingSequenceNumber", shard.startingSequenceNumber());
    }
  }
}
