package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseInterest;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseTimes;
import dev.sluice.ingest.lease.LeasingService;
import dev.sluice.ingest.lease.ManagerLease;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.scaling.StreamTracker;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.source.kinesis.KinesisStreamSource;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.RecordingSender;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/// The stream half of a node against Kinesis and DynamoDB of the local cloud: everything real but
/// the function and the destination.
final class StreamPollingOnLocalCloudTest {

  private static final Arn ROLE = Arn.parse("arn:aws:iam::000000000000:role/quakes");
  private static final int RECORDS = 600;

  private static LocalCloud cloud;

  private final StreamMapping mapping =
      StreamMappings.mapping(50, new RetryLimits(1, null, true), false, StreamMappings.FAILURES);
  private final RecordingListener heard = new RecordingListener();
  private final RecordingSender sender = new RecordingSender();
  private final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();
  private final CountDownLatch left = new CountDownLatch(RECORDS - 1);

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.KINESIS, Service.DYNAMODB);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  /// A node with four shards to poll.
  private final class Node {

    private final DynamoDbLeaseStore store = DynamoDbLeaseStore.open(cloud.dynamoDb(), "polling-");
    private final KinesisStreamSource source =
        new KinesisStreamSource(cloud.kinesis(), StreamMappings.STREAM);
    private final Timekeeper time = Timekeeper.system();
    private final Random random = new Random(5);
    private final Surroundings around =
        new Surroundings(
            new ScriptedInvoker(StreamPollingOnLocalCloudTest.this::handle), heard, time, random);
    private final PollerFleet fleet = new PollerFleet(List.of(), this::pollerOf, time, random);
    private final LeasingService leasing =
        new LeasingService(
            store,
            LeaseTimes.DEFAULT,
            time,
            random,
            LeaseInterest.in(new NodeScope("stack", Set.of(mapping.id()))),
            fleet);

    private TurnTaker pollerOf(HeldLease lease) {
      return switch (lease.key()) {
        case LeaseKey.Manager _ ->
            new StreamTracker(
                List.of(new TrackedStream(mapping, source)),
                new ManagerLease(lease),
                StreamTracker.DEFAULT_INTERVAL);
        case LeaseKey.Shard shard ->
            new StreamPoller(work(shard), lease, sender, StreamPacing.DEFAULT, around);
        case LeaseKey.QueueSeat seat -> throw new AssertionError("a seat: " + seat.text());
      };
    }

    private PolledShard work(LeaseKey.Shard key) {
      return new PolledShard(
          mapping,
          ShardBench.FUNCTION,
          key.shard(),
          source.open(key.shard()),
          new KinesisEventShape(StreamMappings.STREAM, ROLE));
    }

    void start() {
      leasing.start();
    }

    void stop() throws InterruptedException {
      fleet.stop(Duration.ofSeconds(20));
      leasing.stop(Duration.ofSeconds(20));
    }
  }

  /// Refuses batches with record 333 in them; remembers the others by key.
  private InvocationOutcome handle(InvocationRequest request) {
    String event = request.payload().text();
    String[] keys = event.split("\"partitionKey\":\"", -1);
    List<String> batch =
        Arrays.stream(keys).skip(1).map(rest -> rest.substring(0, rest.indexOf('"'))).toList();
    if (batch.contains("key-333")) {
      return ScriptedInvoker.failed();
    }
    handled.addAll(batch);
    batch.forEach(_ -> left.countDown());
    return ScriptedInvoker.succeeded("null");
  }

  private static void put(int first, int last) {
    List<PutRecordsRequestEntry> entries =
        IntStream.rangeClosed(first, last)
            .mapToObj(
                i ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("key-" + i)
                        .data(SdkBytes.fromUtf8String("{\"number\":" + i + "}"))
                        .build())
            .toList();
    cloud.kinesis().putRecords(r -> r.streamName("quakes").records(entries));
  }

  @Test
  @Rule({"KIN-055", "KIN-080", "LEASE-016"})
  void hands_over_every_record_once_over_a_restart_but_the_poison_one()
      throws InterruptedException {
    cloud.kinesis().createStream(r -> r.streamName("quakes").shardCount(4));
    try (var waiter = cloud.kinesis().waiter()) {
      waiter.waitUntilStreamExists(r -> r.streamName("quakes"));
    }
    put(1, 300);
    var first = new Node();
    first.start();
    assertThat(heard.awaitSum("invoked", 300)).isTrue();
    first.stop();
    put(301, RECORDS);

    var second = new Node();
    second.start();
    assertThat(heard.awaitSum("onFailureDelivered", 1)).isTrue();
    assertThat(left.await(1, TimeUnit.MINUTES)).isTrue();
    second.stop();

    assertThat(handled)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, RECORDS)
                .filter(i -> i != 333)
                .mapToObj(i -> "key-" + i)
                .toList());
    assertThat(sender.records()).hasSize(1);
    var letter = (StreamFailureRecord) sender.records().getFirst();
    assertThat(letter.batch().size()).isEqualTo(1);
    assertThat(letter.ending().approximateInvokeCount()).isEqualTo(2);
    assertThat(heard.sum("leaseLost")).isZero();
  }
}
