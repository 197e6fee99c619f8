package dev.sluice.ingest.simulation;

import dev.sluice.ingest.concurrency.CountingService;
import dev.sluice.ingest.concurrency.ShareKeeper;
import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.concurrency.dynamodb.DynamoDbShareStore;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.eventqueue.EventQueue;
import dev.sluice.ingest.eventqueue.EventQueueConsumer;
import dev.sluice.ingest.eventqueue.EventQueueParts;
import dev.sluice.ingest.eventqueue.EventQueueSettings;
import dev.sluice.ingest.eventqueue.EventTarget;
import dev.sluice.ingest.eventqueue.dynamodb.DynamoDbEventRows;
import dev.sluice.ingest.frontend.FrontEnd;
import dev.sluice.ingest.frontend.FrontEndListener;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.LeaseInterest;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseTimes;
import dev.sluice.ingest.lease.LeasingService;
import dev.sluice.ingest.lease.ManagerLease;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.Standing;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.ComponentGroup;
import dev.sluice.ingest.lifecycle.ComponentStack;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.notification.NotificationReader;
import dev.sluice.ingest.poller.PolledQueue;
import dev.sluice.ingest.poller.PolledShard;
import dev.sluice.ingest.poller.PollerFleet;
import dev.sluice.ingest.poller.QueuePoller;
import dev.sluice.ingest.poller.StreamPacing;
import dev.sluice.ingest.poller.StreamPoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.scaling.StreamTracker;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One life of one node, put together from the classes that production runs, in the order that
/// production starts and stops them; only what lies outside the process is modelled.
final class SimulatedNode {

  private static final Duration DRAIN = Duration.ofSeconds(25);

  private final Machine machine;
  private final Scenario.Deployment deployment;
  private final Cloud cloud;
  private final StreamSource stream;
  private final DestinationSender destinations;
  private final ComponentStack parts;
  private boolean terminating;
  private @Nullable Standing standing;

  SimulatedNode(Machine machine, Scenario.Deployment deployment, Cloud cloud) {
    this.machine = machine;
    this.deployment = deployment;
    this.cloud = cloud;
    this.stream = cloud.stream(machine);
    this.destinations = cloud.destinations(machine);
    this.parts = parts();
    cloud.ledger().node(machine, () -> member().isPresent());
  }

  Machine machine() {
    return machine;
  }

  Scenario.Deployment deployment() {
    return deployment;
  }

  /// Starts the process.
  void start() {
    machine.run("main", parts::start);
  }

  boolean isTerminating() {
    return terminating;
  }

  /// Calls the node's Invoke API for an asynchronous event.
  void accept(Item item) {
    var events =
        new EventQueue(
            Map.of(Scenario.EVENT_FUNCTION, cloud.inbox(machine)),
            cloud.eventListener(),
            machine.time());
    Payload event = Payload.of(FunctionEvent.carrying(item));
    machine.run("invoke", () -> events.accept(Scenario.EVENT_FUNCTION, event, null));
  }

  /// Sends it a SIGTERM; the process is gone when everything has stopped.
  void terminate() {
    terminating = true;
    machine.run(
        "sigterm",
        () -> {
          try {
            parts.stop(DRAIN);
          } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
          }
          machine.crash();
        });
  }

  private ComponentStack parts() {
    var counting = new CountingService(deployment.limits(), machine.time(), this::member);
    var frontEnd =
        new FrontEnd(functions(), counting, cloud.workers(machine), FrontEndListener.NONE);
    var around =
        new Surroundings(frontEnd, cloud.pollerListener(), machine.time(), machine.random());
    var fleet = fleet(around);
    var store = DynamoDbLeaseStore.open(cloud.leases(machine), Cloud.TABLE_PREFIX);
    var leasing =
        new LeasingService(
            store,
            LeaseTimes.DEFAULT,
            machine.time(),
            machine.random(),
            LeaseInterest.in(scope()),
            cloud.holdings().watching(machine, fleet));
    standing = leasing;
    Component taking = new ComponentGroup(List.of(consumer(frontEnd), fleet));
    return new ComponentStack(
        List.of(leasing, shares(counting, store), frontEnd, taking), machine.time());
  }

  private Optional<NodeId> member() {
    Standing present = standing;
    return present == null ? Optional.empty() : present.member();
  }

  private ShareKeeper shares(CountingService counting, LeaseStore nodes) {
    var store = new DynamoDbShareStore(cloud.leases(machine), Cloud.TABLE_PREFIX);
    return new ShareKeeper(
        counting,
        new ShareKeeper.Table(this::member, nodes, store),
        LeaseTimes.DEFAULT.heartbeat(),
        machine.time(),
        machine.random(),
        ShareListener.all(List.of()));
  }

  static Map<FunctionName, FunctionConfiguration> functions() {
    return Stream.of(
            Scenario.STREAM_FUNCTION,
            Scenario.QUEUE_FUNCTION,
            Scenario.GROUP_FUNCTION,
            Scenario.EVENT_FUNCTION)
        .map(SimulatedNode::function)
        .collect(Collectors.toMap(FunctionConfiguration::name, Function.identity()));
  }

  private static FunctionConfiguration function(FunctionName name) {
    return new FunctionConfiguration(
        name,
        Scenario.lambda(name),
        Scenario.lambda(name),
        Path.of("function.jar"),
        "Handler",
        Scenario.TIMEOUT,
        128,
        Map.of());
  }

  private EventQueueConsumer consumer(Invoker invoker) {
    var target =
        new EventTarget(
            Scenario.EVENT_FUNCTION,
            Scenario.lambda(Scenario.EVENT_FUNCTION),
            Scenario.TIMEOUT,
            deployment::events,
            () -> false);
    var parts =
        new EventQueueParts(
            cloud.inbox(machine),
            new DynamoDbEventRows(cloud.events(machine), Cloud.EVENT_TABLE),
            new NotificationReader(),
            invoker,
            destinations,
            cloud.eventListener(),
            machine.time(),
            machine.random());
    return new EventQueueConsumer(target, parts, EventQueueSettings.DEFAULT);
  }

  private PollerFleet fleet(Surroundings around) {
    List<QueuePoller> queuePollers =
        Stream.of(deployment.queue(), deployment.groups())
            .map(mapping -> queuePoller(mapping, around))
            .toList();
    return new PollerFleet(
        queuePollers, lease -> pollerOf(lease, around), machine.time(), machine.random());
  }

  private NodeScope scope() {
    return new NodeScope(
        Scenario.STACK,
        Set.of(deployment.stream().id(), deployment.queue().id(), deployment.groups().id()));
  }

  private QueuePoller queuePoller(QueueMapping mapping, Surroundings around) {
    var shape = new SqsEventShape(mapping.eventSource(), mapping.limits().window());
    var source = cloud.queue(machine, mapping.eventSource());
    return new QueuePoller(new PolledQueue(mapping, source, shape), around);
  }

  private TurnTaker pollerOf(HeldLease lease, Surroundings around) {
    StreamMapping mapping = deployment.stream();
    return switch (lease.key()) {
      case LeaseKey.Manager _ ->
          new StreamTracker(
              List.of(new TrackedStream(mapping, stream)),
              new ManagerLease(lease),
              StreamTracker.DEFAULT_INTERVAL);
      case LeaseKey.Shard shard -> {
        FunctionConfiguration function = function(mapping.function());
        var work =
            new PolledShard(
                mapping,
                function.arn(),
                shard.shard(),
                stream.open(shard.shard()),
                new KinesisEventShape(mapping.eventSource(), function.role()));
        yield new StreamPoller(work, lease, destinations, StreamPacing.DEFAULT, around);
      }
      case LeaseKey.QueueSeat seat -> throw new IllegalStateException("a seat " + seat.text());
    };
  }
}
