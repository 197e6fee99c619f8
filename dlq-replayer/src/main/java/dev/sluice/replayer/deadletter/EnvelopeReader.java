package dev.sluice.replayer.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.replayer.deadletter.Envelope.AsynchronousFailure;
import dev.sluice.replayer.deadletter.Envelope.Failure;
import dev.sluice.replayer.deadletter.Envelope.RedrivenMessage;
import dev.sluice.replayer.deadletter.Envelope.StreamFailure;
import dev.sluice.replayer.deadletter.Envelope.Unknown;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what a message of a dead-letter queue or failure destination is. Pure and strict: what
/// is not certainly one of the kinds we can replay is [Unknown], because a letter taken for another
/// would be replayed to the wrong place and then removed.
public final class EnvelopeReader {

  /// What Lambda adds when a function's own dead-letter queue gets an event (DLQ-002).
  private static final Set<String> FUNCTION_QUEUE_MARKS =
      Set.of("RequestID", "ErrorCode", "ErrorMessage");

  /// A key that stands there twice leaves open which one counts.
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private EnvelopeReader() {}

  /// Where the message was moved from decides before its body does: a redriven message may hold
  /// anything, also a failure record or an SNS notification. Then the order of DLQ-040.
  ///
  /// @param queue the queue the message lies in
  public static Envelope read(QueueMessage message, Arn queue) {
    String source = message.attributes().get("DeadLetterQueueSourceArn");
    // Its own queue as its source: an operator moved it back, and the attribute is a leftover.
    if (source != null && !source.equals(queue.toString())) {
      return redriven(source);
    }
    if (message.messageAttributes().keySet().containsAll(FUNCTION_QUEUE_MARKS)) {
      return new Unknown("event from a function's dead-letter queue: not supported yet");
    }
    JsonNode body = parsed(message.body());
    if (body == null || !body.isObject()) {
      return new Unknown("neither a redriven message nor a failure record: not a JSON object");
    }
    try {
      return ofBody(body, message.body());
    } catch (IllegalArgumentException malformed) { // a NumberFormatException is one
      return new Unknown("malformed failure record: " + malformed.getMessage());
    }
  }

  private static @Nullable JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  private static Envelope redriven(String source) {
    Arn arn;
    try {
      arn = Arn.parse(source);
    } catch (IllegalArgumentException malformed) {
      return new Unknown("redriven message whose DeadLetterQueueSourceArn is not an ARN");
    }
    if (!arn.service().equals("sqs")) {
      return new Unknown("redriven message whose source is not a queue");
    }
    if (arn.name().endsWith(".fifo")) {
      return new Unknown("message redriven from a FIFO queue: not supported yet");
    }
    return new RedrivenMessage(arn);
  }

  private static Envelope ofBody(JsonNode body, String text) {
    if (body.path("Type").asText().equals("Notification") && body.has("TopicArn")) {
      return new Unknown("letter inside an SNS notification: not supported yet");
    }
    if (body.has("detail-type")) {
      return new Unknown("EventBridge event: not supported yet");
    }
    RecordFields root = new RecordFields(body, "");
    boolean failureRecord = body.has("requestContext");
    if (failureRecord && body.has("DDBStreamBatchInfo")) {
      return new Unknown("failure record of a DynamoDB stream: not supported yet");
    }
    if (failureRecord && body.has("KinesisBatchInfo")) {
      return streamFailure(root);
    }
    if (failureRecord && body.has("requestPayload")) {
      return asynchronousFailure(root, text);
    }
    return new Unknown("neither a redriven message nor a failure record: some other JSON");
  }

  private static Envelope streamFailure(RecordFields root) {
    RecordFields batch = root.object("KinesisBatchInfo");
    StreamRange range =
        new StreamRange(
            Arn.parse(batch.text("streamArn")),
            new ShardId(batch.text("shardId")),
            SequenceNumber.parse(batch.text("startSequenceNumber")),
            SequenceNumber.parse(batch.text("endSequenceNumber")),
            batch.count("batchSize"));
    batch.moment("approximateArrivalOfLastRecord");
    return new StreamFailure(
        function(root), failure(root), range, batch.moment("approximateArrivalOfFirstRecord"));
  }

  private static Envelope asynchronousFailure(RecordFields root, String text) {
    Failure failure = failure(root);
    if (failure.condition().equals("Success")) {
      return new Unknown("record of a successful invocation: nothing to replay");
    }
    JsonNode errorType = root.node().path("responsePayload").path("errorType");
    return new AsynchronousFailure(
        function(root),
        failure,
        errorType.isTextual() ? errorType.textValue() : null,
        Payload.of(RawJson.valueOf(text, "requestPayload")));
  }

  private static FunctionReference function(RecordFields root) {
    return FunctionReference.parse(root.object("requestContext").text("functionArn"));
  }

  private static Failure failure(RecordFields root) {
    RecordFields context = root.object("requestContext");
    return new Failure(
        new RequestId(context.text("requestId")),
        context.text("condition"),
        context.count("approximateInvokeCount"),
        root.moment("timestamp"));
  }
}
