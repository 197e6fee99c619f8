package dev.sluice.demo.failover;

import dev.sluice.demo.process.RunFailure;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/// Puts one record on every shard at a steady pace, on a thread of its own, until it is closed.
final class Feeder implements AutoCloseable {

  /// Between two records of one shard.
  static final Duration PACE = Duration.ofMillis(50);

  private final KinesisClient kinesis;
  private final String stream;
  private final Ledger ledger;
  private final Thread thread;

  /// Written by the thread; why it ended early.
  private volatile @Nullable RuntimeException failure;

  private volatile boolean closed;

  Feeder(KinesisClient kinesis, String stream, Ledger ledger) {
    this.kinesis = kinesis;
    this.stream = stream;
    this.ledger = ledger;
    this.thread = Thread.ofPlatform().name("feeder").daemon(true).unstarted(this::feed);
  }

  void start() {
    thread.start();
  }

  private void feed() {
    try {
      List<PutRecordsRequestEntry> oneEach =
          kinesis.listShards(request -> request.streamName(stream)).shards().stream()
              .map(Feeder::entry)
              .toList();
      long next = System.nanoTime();
      while (!closed) {
        var answer = kinesis.putRecords(r -> r.streamName(stream).records(oneEach));
        answer.records().stream()
            .filter(put -> put.errorCode() == null)
            .forEach(put -> ledger.fed(put.shardId(), put.sequenceNumber()));
        next = Math.max(next + PACE.toNanos(), System.nanoTime() - PACE.toNanos());
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
      }
    } catch (RuntimeException failed) {
      failure = failed;
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private static PutRecordsRequestEntry entry(Shard shard) {
    BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
    return PutRecordsRequestEntry.builder()
        .partitionKey(shard.shardId())
        .explicitHashKey(first.toString())
        .data(SdkBytes.fromUtf8String("tick"))
        .build();
  }

  /// @throws IllegalStateException when it could not go on
  void requireRunning() {
    RuntimeException why = failure;
    if (why != null) {
      throw new RunFailure("The stream could not be fed any more: " + why);
    }
  }

  /// Puts nothing more; what was put before is in the ledger.
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }
}
