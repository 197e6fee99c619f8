package dev.sluice.processor.functions;

import dev.sluice.processor.quakes.Feature;
import dev.sluice.processor.quakes.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/// Puts features on the stream, many to a request. The stream may refuse single entries of a
/// request; those are tried again one by one, in their order, until all are taken or the time is
/// nearly out. Belongs to one invocation and one thread.
final class StreamWriter {

  /// What Kinesis takes in one request.
  private static final int MOST_ENTRIES = 500;

  private static final int MOST_BYTES = 5 * 1024 * 1024;

  private final KinesisClient client;
  private final String stream;
  private final Patience patience;
  private final Supplier<Duration> remaining;
  private final List<PutRecordsRequestEntry> waiting = new ArrayList<>();
  private int waitingBytes;

  StreamWriter(
      KinesisClient client, String stream, Patience patience, Supplier<Duration> remaining) {
    this.client = client;
    this.stream = stream;
    this.patience = patience;
    this.remaining = remaining;
  }

  /// Takes a feature; it is on the stream after the next [#flush] at the latest. All versions of
  /// one id share a shard. A feature without an id goes along, to fail by itself where it is
  /// handled.
  void add(Feature feature) {
    String key = feature.id() == null || feature.id().isEmpty() ? "-" : feature.id();
    SdkBytes data = SdkBytes.fromUtf8String(feature.json());
    int bytes =
        data.asByteArrayUnsafe().length + SdkBytes.fromUtf8String(key).asByteArrayUnsafe().length;
    if (waiting.size() == MOST_ENTRIES || waitingBytes + bytes > MOST_BYTES) {
      flush();
    }
    waiting.add(PutRecordsRequestEntry.builder().partitionKey(key).data(data).build());
    waitingBytes += bytes;
  }

  /// Returns once every feature taken is on the stream.
  ///
  /// @throws StreamRefusedException if the stream goes on refusing until the time is nearly out
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    for (PutRecordsRequestEntry refused : put(waiting)) {
      retry(refused);
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private void retry(PutRecordsRequestEntry entry) {
    for (int attempt = 1; ; attempt++) {
      if (!patience.waitAfter(attempt, remaining.get())) {
        throw new StreamRefusedException(stream, entry.partitionKey(), attempt);
      }
      if (put(List.of(entry)).isEmpty()) {
        return;
      }
    }
  }

  /// Puts the entries and returns those the stream refused.
  private List<PutRecordsRequestEntry> put(List<PutRecordsRequestEntry> entries) {
    PutRecordsResponse answer =
        client.putRecords(request -> request.streamName(stream).records(entries));
    List<PutRecordsRequestEntry> refused = new ArrayList<>();
    for (int place = 0; place < entries.size(); place++) {
      if (answer.records().get(place).errorCode() != null) {
        refused.add(entries.get(place));
      }
    }
    return refused;
  }
}
