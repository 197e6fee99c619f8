package dev.sluice.ingest.simulation;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.concurrency.ConcurrencyLimits;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.eventqueue.EventInvokeConfig;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StartingPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one seed plays: how many nodes of which clocks, on what, and how much of it.
///
/// @param nodes 2 to 4
/// @param shards of the stream when it is made, 1 to 4
/// @param retries of the stream mapping; a record bears so many failures
/// @param receives a message of the queue survives
/// @param reporting the functions that name what failed
/// @param length how long records come and things go wrong
/// @param between two records, on average
/// @param trouble between two things that go wrong, on average
record Scenario(
    int nodes,
    int shards,
    int retries,
    int receives,
    Set<FunctionName> reporting,
    Duration length,
    Duration between,
    Duration trouble) {

  static final String STACK = "simulated";
  static final LeaseKey MANAGER = new LeaseKey.Manager(STACK);
  static final FunctionName STREAM_FUNCTION = new FunctionName("stream-function");
  static final FunctionName QUEUE_FUNCTION = new FunctionName("queue-function");
  static final FunctionName GROUP_FUNCTION = new FunctionName("group-function");
  static final FunctionName EVENT_FUNCTION = new FunctionName("event-function");

  static final String STREAM = "stream";
  static final String QUEUE = "queue";
  static final String GROUPS = "groups.fifo";
  static final String INBOX = "inbox";
  static final String FAILURES = "failures";

  /// How long a function may run.
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  static final Duration VISIBILITY = Duration.ofSeconds(30);

  private static final String ACCOUNT = "eu-central-1:000000000000:";

  static Scenario draw(RandomGenerator random) {
    return new Scenario(
        2 + random.nextInt(3),
        1 + random.nextInt(4),
        2 + random.nextInt(3),
        4 + random.nextInt(4),
        Stream.of(STREAM_FUNCTION, QUEUE_FUNCTION, GROUP_FUNCTION)
            .filter(_ -> random.nextBoolean())
            .collect(Collectors.toSet()),
        Duration.ofSeconds(90 + random.nextInt(150)),
        Duration.ofMillis(200 + random.nextInt(800)),
        Duration.ofSeconds(4 + random.nextInt(12)));
  }

  static Arn sqs(String queue) {
    return Arn.parse("arn:aws:sqs:" + ACCOUNT + queue);
  }

  static Arn kinesis(String stream) {
    return Arn.parse("arn:aws:kinesis:" + ACCOUNT + "stream/" + stream);
  }

  static Arn lambda(FunctionName function) {
    return Arn.parse("arn:aws:lambda:" + ACCOUNT + "function:" + function);
  }

  static Destination failures() {
    return new Destination.SqsQueue(sqs(FAILURES));
  }

  /// What nodes are deployed with; each deployment has settings of its own.
  Deployment deployment(RandomGenerator random) {
    int[] sizes = {1, 2, 5, 10, 40};
    Map<FunctionName, Integer> reserved = new HashMap<>();
    reserved.put(QUEUE_FUNCTION, 1 + random.nextInt(3));
    reserved.put(EVENT_FUNCTION, 1 + random.nextInt(2));
    if (random.nextBoolean()) {
      reserved.put(STREAM_FUNCTION, 2 + random.nextInt(3));
    }
    return new Deployment(
        stream(sizes[random.nextInt(sizes.length)]),
        queue("Queue", QUEUE_FUNCTION, QUEUE, random),
        queue("Groups", GROUP_FUNCTION, GROUPS, random),
        new EventInvokeConfig(2, Duration.ofHours(6), failures()),
        new ConcurrencyLimits(20, reserved));
  }

  StreamMapping stream(int batchSize) {
    return new StreamMapping(
        EventSourceMappingId.of(STACK, "Stream"),
        "Stream",
        STREAM_FUNCTION,
        kinesis(STREAM),
        true,
        BatchLimits.ofCount(batchSize),
        new StartingPosition.TrimHorizon(),
        new RetryLimits(retries, null, true),
        reporting.contains(STREAM_FUNCTION),
        failures());
  }

  private QueueMapping queue(
      String logicalId, FunctionName function, String queue, RandomGenerator random) {
    return new QueueMapping(
        EventSourceMappingId.of(STACK, logicalId),
        logicalId,
        function,
        sqs(queue),
        true,
        BatchLimits.ofCount(1 + random.nextInt(10)),
        reporting.contains(function));
  }

  /// One state of the template.
  record Deployment(
      StreamMapping stream,
      QueueMapping queue,
      QueueMapping groups,
      EventInvokeConfig events,
      ConcurrencyLimits limits) {}
}
