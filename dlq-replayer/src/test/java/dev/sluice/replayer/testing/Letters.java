package dev.sluice.replayer.testing;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterQueue;
import dev.sluice.replayer.deadletter.EnvelopeReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Messages and letters as the sample pipeline leaves them.
public final class Letters {

  public static final DeadLetterQueue QUEUE =
      new DeadLetterQueue(
          Arn.parse("arn:aws:sqs:us-east-1:000000000000:letters"),
          URI.create("http://127.0.0.1:1/000000000000/letters"),
          0,
          null);

  private Letters() {}

  public static QueueMessage message(
      String id,
      String body,
      Map<String, String> system,
      Map<String, MessageAttribute> attributes) {
    return new QueueMessage(id, "handle-" + id, body, "md5", system, attributes, null);
  }

  public static QueueMessage message(String id, String body) {
    return message(id, body, Map.of(), Map.of());
  }

  public static DeadLetter letter(QueueMessage message) {
    return new DeadLetter(QUEUE, message, EnvelopeReader.read(message, QUEUE.arn()));
  }

  public static QueueMessage stream(String id, String shard, long first, long last, int size) {
    return message(
        id,
        """
        {"requestContext":{"requestId":"r","functionArn":\
        "arn:aws:lambda:us-east-1:000000000000:function:record","condition":\
        "RetryAttemptsExhausted","approximateInvokeCount":3},"version":"1.0",\
        "timestamp":"2025-11-25T14:07:04.411Z","KinesisBatchInfo":{"shardId":"%s",\
        "startSequenceNumber":"%d","endSequenceNumber":"%d",\
        "approximateArrivalOfFirstRecord":"2025-11-25T14:07:01.017Z",\
        "approximateArrivalOfLastRecord":"2025-11-25T14:07:01.254Z","batchSize":%d,\
        "streamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/quakes"}}\
        """
            .formatted(shard, first, last, size));
  }

  public static QueueMessage event(String id, String timestamp, String payload) {
    return message(
        id,
        """
        {"version":"1.0","timestamp":"%s","requestContext":{"requestId":"r","functionArn":\
        "arn:aws:lambda:us-east-1:000000000000:function:alert:$LATEST","condition":\
        "RetriesExhausted","approximateInvokeCount":1},"requestPayload":%s}\
        """
            .formatted(timestamp, payload));
  }

  public static QueueMessage redriven(String id, long sentMillis) {
    return message(
        id,
        "{\"review\":\"" + id + "\"}",
        Map.of(
            "DeadLetterQueueSourceArn",
            "arn:aws:sqs:us-east-1:000000000000:reviews",
            "SentTimestamp",
            Long.toString(sentMillis)),
        Map.of());
  }

  public static List<StreamRecord> records(String shard, long... numbers) {
    return LongStream.of(numbers)
        .mapToObj(
            n ->
                new StreamRecord(
                    new ShardId(shard),
                    SequenceNumber.parse(Long.toString(n)),
                    "key",
                    new Bytes(("{\"n\":" + n + "}").getBytes(StandardCharsets.UTF_8)),
                    Instant.parse("2025-11-25T14:07:01.017Z")))
        .toList();
  }
}
