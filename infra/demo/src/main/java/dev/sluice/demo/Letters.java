package dev.sluice.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// Looks at the dead letters without removing them and says which features they are about.
final class Letters {

  private static final int LOOK_SECONDS = 20;

  private final SqsClient sqs;
  private final KinesisClient kinesis;
  private final ObjectMapper json = new ObjectMapper();

  Letters(SqsClient sqs, KinesisClient kinesis) {
    this.sqs = sqs;
    this.kinesis = kinesis;
  }

  /// What lies in the three queues.
  ///
  /// @param distinct features by kind
  /// @param raw letters by kind, a record that was dead-lettered twice counted twice
  record Found(Map<LetterKind, Set<FeatureKey>> distinct, Map<LetterKind, Integer> raw) {}

  Found look() {
    Map<LetterKind, Set<FeatureKey>> distinct = new EnumMap<>(LetterKind.class);
    Map<LetterKind, Integer> raw = new EnumMap<>(LetterKind.class);
    for (LetterKind kind : LetterKind.values()) {
      List<Message> messages = messages(kind.queueName());
      Set<FeatureKey> keys = new HashSet<>();
      messages.forEach(message -> keys.addAll(features(kind, message.body())));
      distinct.put(kind, keys);
      raw.put(kind, messages.size());
    }
    return new Found(distinct, raw);
  }

  private List<Message> messages(String queue) {
    String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    Map<String, Message> found = new HashMap<>();
    List<Message> received;
    do {
      received =
          sqs.receiveMessage(
                  request ->
                      request
                          .queueUrl(url)
                          .maxNumberOfMessages(10)
                          .visibilityTimeout(LOOK_SECONDS)
                          .waitTimeSeconds(0))
              .messages();
      received.forEach(message -> found.put(message.messageId(), message));
    } while (!received.isEmpty());
    for (Message message : found.values()) { // given back at once: a look takes nothing away
      sqs.changeMessageVisibility(
          request ->
              request.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
    }
    return new ArrayList<>(found.values());
  }

  private Set<FeatureKey> features(LetterKind kind, String body) {
    JsonNode letter = parse(body);
    return switch (kind) {
      case STREAM -> refetch(letter.path("KinesisBatchInfo"));
      case QUEUE -> Set.of(key(letter));
      case ASYNC -> Set.of(key(parse(letter.at("/requestPayload/Records/0/Sns/Message").asText())));
    };
  }

  private Set<FeatureKey> refetch(JsonNode batch) {
    String stream = batch.path("streamArn").asText();
    String last = batch.path("endSequenceNumber").asText();
    String iterator =
        kinesis
            .getShardIterator(
                request ->
                    request
                        .streamARN(stream)
                        .shardId(batch.path("shardId").asText())
                        .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                        .startingSequenceNumber(batch.path("startSequenceNumber").asText()))
            .shardIterator();
    Set<FeatureKey> keys = new HashSet<>();
    List<Record> records =
        kinesis
            .getRecords(
                request ->
                    request
                        .streamARN(stream)
                        .shardIterator(iterator)
                        .limit(Math.max(1, batch.path("batchSize").asInt())))
            .records();
    for (Record record : records) {
      keys.add(key(parse(text(record.data()))));
      if (record.sequenceNumber().equals(last)) {
        break;
      }
    }
    return keys;
  }

  private static String text(SdkBytes data) {
    return data.asUtf8String();
  }

  private static FeatureKey key(JsonNode feature) {
    return new FeatureKey(
        feature.path("id").asText(), feature.path("properties").path("updated").asLong());
  }

  private JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new IllegalStateException("a dead letter is not JSON", notJson);
    }
  }
}
