package dev.sluice.ingest.template;

import dev.sluice.ingest.destination.Destination;
import org.jspecify.annotations.Nullable;

/// Reads a `DestinationConfig`.
final class DestinationReader {

  private static final PropertyTable TARGET = PropertyTable.of("Type", "Destination");

  /// Of an event source mapping (API-053).
  private static final PropertyTable OF_MAPPING =
      PropertyTable.of("OnFailure")
          .refuses(
              "OnSuccess",
              "Lambda says: Unsupported DestinationConfig parameter for given event source mapping"
                  + " type.");

  /// Of asynchronous invocations.
  private static final PropertyTable OF_EVENTS =
      PropertyTable.of("OnFailure").refuses("OnSuccess", "only failures are recorded yet");

  private DestinationReader() {}

  static @Nullable Destination ofMapping(Properties mapping) {
    return onFailure(mapping.inside("DestinationConfig", OF_MAPPING));
  }

  static @Nullable Destination ofEvents(Properties eventInvokeConfig) {
    return onFailure(eventInvokeConfig.inside("DestinationConfig", OF_EVENTS));
  }

  private static @Nullable Destination onFailure(Properties config) {
    if (config.entries("OnFailure").values().isEmpty()) {
      return null;
    }
    var onFailure = config.inside("OnFailure", TARGET);
    String type = onFailure.text("Type", "SQS");
    if (!type.equals("SQS")) {
      onFailure.problem(
          "Type",
          "must be SQS (SNS, S3, Lambda and EventBridge are not supported as destinations yet)",
          type);
      return null;
    }
    var queue = onFailure.arnInRegion("Destination", "sqs");
    if (queue.filter(arn -> arn.resource().endsWith(".fifo")).isPresent()) {
      onFailure.problem("Destination", "must be a standard queue", queue.get().toString());
      return null;
    }
    return queue.map(Destination.SqsQueue::new).orElse(null);
  }
}
