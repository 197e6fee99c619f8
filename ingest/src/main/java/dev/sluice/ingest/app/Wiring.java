package dev.sluice.ingest.app;

import dev.sluice.ingest.concurrency.CountingService;
import dev.sluice.ingest.concurrency.ShareKeeper;
import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.concurrency.ShareLog;
import dev.sluice.ingest.concurrency.dynamodb.DynamoDbShareStore;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.sqs.SqsDestinationSender;
import dev.sluice.ingest.eventqueue.EventQueue;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.eventqueue.EventQueueLog;
import dev.sluice.ingest.eventqueue.dynamodb.DynamoDbEventRows;
import dev.sluice.ingest.frontend.ApiIdentity;
import dev.sluice.ingest.frontend.ApiKeys;
import dev.sluice.ingest.frontend.ApiServer;
import dev.sluice.ingest.frontend.FrontEnd;
import dev.sluice.ingest.frontend.InvokeEndpoint;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseTimes;
import dev.sluice.ingest.lease.LeasingService;
import dev.sluice.ingest.lease.Standing;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.ComponentGroup;
import dev.sluice.ingest.lifecycle.ComponentStack;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.metrics.MetricsEndpoint;
import dev.sluice.ingest.metrics.MetricsListener;
import dev.sluice.ingest.poller.PolledQueue;
import dev.sluice.ingest.poller.PollerFleet;
import dev.sluice.ingest.poller.QueuePoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.provision.aws.QueueLookup;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.source.kinesis.KinesisStreamSource;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.source.sqs.SqsQueueSource;
import dev.sluice.ingest.template.ResolvedFunction;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.FunctionConfiguration;
import dev.sluice.ingest.worker.WorkerManager;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Says `new` for every part of a node, in the order they start: what runs functions first, what
/// takes records last, so that stopping takes nothing new before it settles what is in hand.
final class Wiring {

  private final NodeSettings settings;
  private final ResolvedTemplate template;
  private final AwsClients clients;
  private final ResourceLookup lookup;
  private final ApiServer api;
  private final DestinationSender destinations;
  private final MetricsListener metrics;
  private final Timekeeper time = Timekeeper.system();

  /// What polls makes the node a member, and needs a standing to be made itself.
  private final AtomicReference<LeasingService> leasing = new AtomicReference<>();

  private final Standing standing =
      () -> Optional.ofNullable(leasing.get()).flatMap(Standing::member);

  /// Safe for use by many threads.
  private final RandomGenerator random = new SecureRandom();

  /// @throws IOException when the port is taken
  Wiring(NodeSettings settings, ResolvedTemplate template, AwsClients clients) throws IOException {
    this.settings = settings;
    this.template = template;
    this.clients = clients;
    this.lookup = new QueueLookup(clients.sqs());
    this.api = ApiServer.bind(settings.port());
    this.destinations = new SqsDestinationSender(clients.sqs());
    this.metrics = new MetricsListener(template.mappings(), functions().keySet());
  }

  /// The node, not started yet. It is a member among the others for as long as anything runs: only
  /// then do its shares of limits and its leases hold.
  ComponentStack wire() {
    var counting = new CountingService(template.concurrencyLimits(), time, standing);
    FrontEnd frontEnd = frontEnd(counting);
    EventWiring events = events();
    mountApi(frontEnd, events.queue());
    var around = new Surroundings(frontEnd, metrics, time, random);
    var streams = new StreamWiring(template, streams(), destinations, around);
    // Queue pollers need no lease; stream pollers come and go with theirs.
    var fleet = new PollerFleet(queuePollers(around), streams, time, random);
    List<Component> taking = new ArrayList<>(events.consumers(frontEnd));
    taking.add(fleet);
    var store = DynamoDbLeaseStore.open(clients.leases(), settings.tablePrefix() + "-");
    var member = new LeasingService(store, leaseTimes(), time, random, streams.interest(), fleet);
    leasing.set(member);
    return new ComponentStack(
        List.of(member, shares(counting, store), frontEnd, api, new ComponentGroup(taking)), time);
  }

  private ShareKeeper shares(CountingService counting, LeaseStore nodes) {
    var store = new DynamoDbShareStore(clients.leases(), settings.tablePrefix() + "-");
    return new ShareKeeper(
        counting,
        new ShareKeeper.Table(standing, nodes, store),
        leaseTimes().heartbeat(),
        time,
        random,
        ShareListener.all(List.of(metrics.shares(), new ShareLog())));
  }

  /// Where the node answers.
  int port() {
    return api.port();
  }

  private FrontEnd frontEnd(CountingService counting) {
    var environment =
        WorkerEnvironment.settings(
            template.settings().cloud().region(), System.getenv(), clients.credentials());
    var observers = new WorkerManager.Observers(new FunctionOutput(), metrics);
    var workers = new WorkerManager(environment, observers, time, random);
    return new FrontEnd(functions(), counting, workers, metrics);
  }

  private Map<FunctionName, FunctionConfiguration> functions() {
    return template.functions().stream()
        .collect(Collectors.toMap(ResolvedFunction::name, ResolvedFunction::configuration));
  }

  private EventWiring events() {
    String table = settings.tablePrefix() + "-events";
    var rows = new DynamoDbEventRows(clients.dynamoDb(), table);
    Thread.ofVirtual().name("event-table").start(rows::prepare); // starting does not wait for it
    var outside = new EventWiring.Outside(clients, lookup, rows, destinations);
    var listener = EventQueueListener.all(List.of(metrics.events(), new EventQueueLog()));
    return new EventWiring(template, outside, listener, time, random);
  }

  private void mountApi(FrontEnd frontEnd, EventQueue events) {
    var backend =
        new InvokeEndpoint.Backend(
            frontEnd,
            functions().keySet(),
            (function, event, trace) -> EventWiring.accept(events, function, event, trace));
    var cloud = template.settings().cloud();
    var keys = new ApiKeys(clients.credentials()::apiKey);
    var identity = new ApiIdentity(cloud.region(), cloud.account(), keys);
    api.mount("/metrics", new MetricsEndpoint(metrics::snapshot));
    api.mount(InvokeEndpoint.PATH, new InvokeEndpoint(backend, identity, time, random));
  }

  private LeaseTimes leaseTimes() {
    return LeaseTimes.lasting(settings.leaseDuration());
  }

  private List<TrackedStream> streams() {
    List<TrackedStream> streams = new ArrayList<>();
    for (EventSourceMapping mapping : template.mappings()) {
      if (mapping instanceof StreamMapping stream && stream.enabled()) {
        var source = new KinesisStreamSource(clients.kinesis(), stream.eventSource());
        streams.add(new TrackedStream(stream, source));
      }
    }
    return streams;
  }

  private List<QueuePoller> queuePollers(Surroundings surroundings) {
    List<QueuePoller> pollers = new ArrayList<>();
    for (EventSourceMapping mapping : template.mappings()) {
      if (mapping instanceof QueueMapping queue && queue.enabled()) {
        pollers.add(queuePoller(queue, surroundings));
      }
    }
    return pollers;
  }

  private QueuePoller queuePoller(QueueMapping mapping, Surroundings surroundings) {
    var source = new SqsQueueSource(clients.queuePolls(), lookup.queueUrl(mapping.eventSource()));
    var shape = new SqsEventShape(mapping.eventSource(), mapping.limits().window());
    return new QueuePoller(new PolledQueue(mapping, source, shape), surroundings);
  }
}
