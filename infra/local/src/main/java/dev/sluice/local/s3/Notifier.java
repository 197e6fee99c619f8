package dev.sluice.local.s3;

import dev.sluice.local.delivery.QueueSender;
import dev.sluice.local.delivery.TopicSender;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/// The notification configurations of all buckets, and the delivery of events to their targets.
/// Safe for use by several threads.
final class Notifier implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Notifier.class);
  private static final String SUBJECT = "Amazon S3 Notification";

  private final Map<String, Configuration> configurations = new ConcurrentHashMap<>();
  private final Optional<QueueSender> queues;
  private final Optional<TopicSender> topics;
  private final String region;
  private final InstantSource time;

  Notifier(
      Optional<QueueSender> queues,
      Optional<TopicSender> topics,
      String region,
      InstantSource time) {
    this.queues = queues;
    this.topics = topics;
    this.region = region;
    this.time = time;
  }

  Configuration of(String bucket) {
    return configurations.getOrDefault(bucket, Configuration.NONE);
  }

  void forget(String bucket) {
    configurations.remove(bucket);
  }

  /// Whether any target of the request's bucket could want an event.
  boolean listens(S3Request request) {
    return !of(request.bucket()).targets().isEmpty();
  }

  /// Checks the targets, sends each a test event (EVT-011) and keeps the configuration.
  void store(S3Request request, Configuration configuration) {
    if (!request.header("x-amz-skip-destination-validation").orElse("").equals("true")) {
      requireTargets(configuration);
    }
    for (var target : configuration.targets()) {
      send(target, ObjectEvent.test(request, time.instant()), Optional.empty());
    }
    configurations.put(request.bucket(), configuration);
  }

  private void requireTargets(Configuration configuration) {
    var fault =
        new S3Fault(
            400, "InvalidArgument", "Unable to validate the following destination configurations");
    var missing = 0;
    for (var target : configuration.targets()) {
      if (!exists(target)) {
        missing++;
        var kind = target.kind() == Target.Kind.QUEUE ? "queue" : "topic";
        fault
            .with("ArgumentName" + missing, target.arn())
            .with("ArgumentValue" + missing, "The destination " + kind + " does not exist");
      }
    }
    if (missing > 0) {
      throw fault;
    }
  }

  private boolean exists(Target target) {
    return switch (target.kind()) {
      case QUEUE -> queues.isPresent() && queues.get().exists(target.arn());
      case TOPIC -> topics.isPresent() && topics.get().exists(target.arn());
    };
  }

  /// Delivers an event to every target that wants it, before the request is answered.
  void emit(S3Request request, ObjectEvent event) {
    for (var target : of(request.bucket()).targets()) {
      if (target.wants(event.name(), event.key())) {
        send(target, event.json(request, region, target.id()), request.header("X-Amzn-Trace-Id"));
      }
    }
  }

  /// The change to the object has happened, so a target that cannot be reached is no error of the
  /// request.
  private void send(Target target, String body, Optional<String> traceHeader) {
    try {
      var sent =
          switch (target.kind()) {
            case QUEUE ->
                queues.isPresent()
                    && queues.get().send(target.arn(), QueueSender.Letter.of(body, traceHeader));
            case TOPIC ->
                topics.isPresent() && topics.get().send(target.arn(), SUBJECT, body, traceHeader);
          };
      if (!sent) {
        LOGGER
            .atWarn()
            .addKeyValue("target", target.arn())
            .log("A bucket notification was dropped: its target does not exist");
      }
    } catch (SdkException e) {
      LOGGER
          .atWarn()
          .addKeyValue("target", target.arn())
          .setCause(e)
          .log("A bucket notification was dropped: its target did not accept it");
    }
  }

  @Override
  public void close() {
    queues.ifPresent(QueueSender::close);
    topics.ifPresent(TopicSender::close);
  }
}
