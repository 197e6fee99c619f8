package dev.sluice.processor.functions;

/// Says that the stream went on refusing a record until the invocation's time was nearly out.
final class StreamRefusedException extends RuntimeException {

  StreamRefusedException(String stream, String partitionKey, int attempts) {
    super(
        "Stream %s refused the record with partition key %s %d times, until the time was nearly out. The object is split again when the event is tried again; raise the number of shards if this happens often."
            .formatted(stream, partitionKey, attempts));
  }
}
