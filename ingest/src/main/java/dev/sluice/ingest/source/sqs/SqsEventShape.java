package dev.sluice.ingest.source.sqs;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.JsonBytes;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The event of an SQS mapping, key by key in the recorded order (SQS-020 to SQS-027).
public final class SqsEventShape implements EventShape<QueueMessage> {

  private static final String OPEN = "{\"Records\":[";
  private static final String CLOSE = "]}";

  private final String queueArn;
  private final String region;
  private final boolean gathers;

  /// @param queue the mapping's event source (SQS-027)
  /// @param window the mapping's batching window; with one, a message without attributes says so
  ///   (SQS-025)
  public SqsEventShape(Arn queue, Duration window) {
    this.queueArn = queue.toString();
    this.region = queue.region();
    this.gathers = window.compareTo(Duration.ofSeconds(1)) >= 0;
  }

  @Override
  public int overhead() {
    return OPEN.length() + CLOSE.length() - 1; // the last record has no comma
  }

  @Override
  public long length(QueueMessage message) {
    var json = new JsonBytes();
    write(json, message);
    return json.length() + 1L;
  }

  @Override
  public Bytes write(List<QueueMessage> messages) {
    var json = new JsonBytes().raw(OPEN);
    String comma = "";
    for (QueueMessage message : messages) {
      write(json.raw(comma), message);
      comma = ",";
    }
    return new Bytes(json.raw(CLOSE).toArray());
  }

  private void write(JsonBytes json, QueueMessage message) {
    json.raw("{").field("messageId", message.messageId());
    json.raw(",").field("receiptHandle", message.receiptHandle());
    json.raw(",").field("body", message.body());
    json.raw(",\"attributes\":{");
    String comma = "";
    for (Map.Entry<String, String> attribute : message.attributes().entrySet()) {
      json.raw(comma).field(attribute.getKey(), attribute.getValue());
      comma = ",";
    }
    json.raw("},\"messageAttributes\":{");
    comma = "";
    for (Map.Entry<String, MessageAttribute> attribute : message.messageAttributes().entrySet()) {
      json.raw(comma).text(attribute.getKey()).raw(":");
      write(json, attribute.getValue());
      comma = ",";
    }
    json.raw("}");
    if (message.md5OfMessageAttributes() != null) {
      json.raw(",").field("md5OfMessageAttributes", message.md5OfMessageAttributes());
    } else if (gathers) {
      json.raw(",\"md5OfMessageAttributes\":null");
    }
    json.raw(",").field("md5OfBody", message.md5OfBody());
    json.raw(",").field("eventSource", "aws:sqs");
    json.raw(",").field("eventSourceARN", queueArn);
    json.raw(",").field("awsRegion", region).raw("}");
  }

  private static void write(JsonBytes json, MessageAttribute attribute) {
    json.raw("{");
    if (attribute.stringValue() != null) {
      json.field("stringValue", attribute.stringValue());
    } else if (attribute.base64Value() != null) {
      json.field("binaryValue", attribute.base64Value());
    }
    json.raw(",\"stringListValues\":[],\"binaryListValues\":[],");
    json.field("dataType", attribute.dataType()).raw("}");
  }
}
