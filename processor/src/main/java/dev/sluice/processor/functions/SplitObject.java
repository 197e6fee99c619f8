package dev.sluice.processor.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3Entity;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.processor.idempotency.IdempotentEffect;
import dev.sluice.processor.quakes.Feature;
import dev.sluice.processor.quakes.FeatureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Splits an object that was put into the bucket: every feature goes on the stream, what is no
/// earthquake to the queue of reviews as well, what is strong to the topic of alerts. Once per
/// (bucket, key, sequencer); one that dies half-way begins again, so features may be put twice.
public final class SplitObject implements RequestHandler<S3Event, List<String>> {

  private static final Logger LOGGER = LoggerFactory.getLogger(SplitObject.class);

  private final Ways ways;
  private final Targets targets;
  private final OnceOnly once;

  /// @param s3 where objects are read from
  /// @param kinesis leads to the stream
  /// @param sqs leads to the queue of reviews
  /// @param sns leads to the topic of alerts
  record Ways(S3Client s3, KinesisClient kinesis, SqsClient sqs, SnsClient sns) {}

  /// @param stream name of the stream of quakes
  /// @param reviews URL of the queue of reviews
  /// @param alerts ARN of the topic of alerts
  record Targets(String stream, String reviews, String alerts) {}

  public SplitObject() {
    this(Settings.ofEnvironment());
  }

  private SplitObject(Settings settings) {
    this.targets =
        new Targets(
            settings.required("STREAM_NAME"),
            settings.required("REVIEWS_QUEUE_URL"),
            settings.required("ALERTS_TOPIC_ARN"));
    String marks = settings.required("IDEMPOTENCY_TABLE");
    this.once =
        new OnceOnly(
            new IdempotentEffect(Clients.dynamoDb(marks), marks), Waiting.whileTimeRemains());
    this.ways = new Ways(Clients.s3(settings), Clients.kinesis(), Clients.sqs(), Clients.sns());
  }

  SplitObject(Ways ways, Targets targets, OnceOnly once) {
    this.ways = ways;
    this.targets = targets;
    this.once = once;
  }

  /// @return what became of each object named in the event
  @Override
  public List<String> handleRequest(S3Event event, Context context) {
    List<S3EventNotificationRecord> records = event.getRecords();
    if (records == null) {
      // s3:TestEvent, which S3 sends when a notification is set up (EVT-011).
      return List.of();
    }
    List<String> results = new ArrayList<>();
    for (S3EventNotificationRecord record : records) {
      S3Entity entity = record.getS3();
      results.add(once.run(key(entity), context, () -> split(entity, context)));
    }
    return List.copyOf(results);
  }

  private static JsonNode key(S3Entity entity) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("bucket", entity.getBucket().getName())
        .put("key", decodedKey(entity))
        .put("sequencer", entity.getObject().getSequencer());
  }

  /// The event has it in form encoding: a space is a plus (EVT-004).
  private static String decodedKey(S3Entity entity) {
    return URLDecoder.decode(entity.getObject().getKey(), UTF_8);
  }

  private String split(S3Entity entity, Context context) {
    String bucket = entity.getBucket().getName();
    String key = decodedKey(entity);
    Progress progress = new Progress(0, 0, 0);
    try (FeatureReader file = open(bucket, key, versionOf(entity))) {
      var stream =
          new StreamWriter(
              ways.kinesis(),
              targets.stream(),
              Waiting.whileTimeRemains(),
              Waiting.remaining(context));
      for (Optional<Feature> next = file.next(); next.isPresent(); next = file.next()) {
        stream.add(next.get());
        progress = progress.plus(passOn(next.get()));
      }
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Object %s of bucket %s cannot be read to its end.".formatted(key, bucket), e);
    }
    LOGGER
        .atInfo()
        .addKeyValue("features", progress.features())
        .addKeyValue("reviews", progress.reviews())
        .addKeyValue("alerts", progress.alerts())
        .log("An object was split.");
    return "%d features, %d reviews, %d alerts"
        .formatted(progress.features(), progress.reviews(), progress.alerts());
  }

  private FeatureReader open(String bucket, String key, @Nullable String version)
      throws IOException {
    return new FeatureReader(
        ways.s3().getObject(get -> get.bucket(bucket).key(key).versionId(version)));
  }

  private static @Nullable String versionOf(S3Entity entity) {
    String version = entity.getObject().getVersionId();
    return version == null || version.isEmpty() ? null : version;
  }

  private Progress passOn(Feature feature) {
    if (feature.needsReview()) {
      ways.sqs().sendMessage(m -> m.queueUrl(targets.reviews()).messageBody(feature.json()));
    }
    if (feature.isStrong()) {
      ways.sns().publish(m -> m.topicArn(targets.alerts()).message(feature.json()));
    }
    return new Progress(1, feature.needsReview() ? 1 : 0, feature.isStrong() ? 1 : 0);
  }

  /// How much of an object has been passed on.
  private record Progress(int features, int reviews, int alerts) {
    Progress plus(Progress more) {
      return new Progress(features + more.features, reviews + more.reviews, alerts + more.alerts);
    }
  }
}
