package dev.sluice.ingest.simulation;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.poller.PollerListener;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.StreamSource;
import dev.sluice.ingest.worker.Workers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// All that lies outside the nodes of one world, as each machine reaches it.
final class Cloud {

  static final String TABLE_PREFIX = "simulated-";
  static final String EVENT_TABLE = TABLE_PREFIX + "events";
  static final String LEASE_TABLE = TABLE_PREFIX + "leases";

  private static final String DYNAMODB = "dynamodb";

  private final World world;
  private final Network network;
  private final Mishaps mishaps;
  private final Items items = new Items();
  private final ModelTables tables = new ModelTables();
  private final Holdings holdings = new Holdings();
  private final ModelledQueues queues;
  private final ModelledStreams streams;
  private final ModelledStream stream;
  private final ModelledDestinations destinations;
  private final ModelledFunctions functions;
  private final Ledger ledger;
  private final Set<FunctionName> reporting;

  /// @param killing ends the machine whose function handles a killer
  Cloud(World world, Scenario scenario, Consumer<Machine> killing) {
    this.world = world;
    this.reporting = scenario.reporting();
    this.network = new Network(world);
    this.mishaps = new Mishaps(world);
    this.ledger = new Ledger(world, items);
    this.queues = new ModelledQueues(network, mishaps, ledger);
    this.streams = new ModelledStreams(network, mishaps);
    this.stream = streams.make(Scenario.STREAM, scenario.shards());
    this.destinations = new ModelledDestinations(network, mishaps, ledger::taken, ledger::refused);
    this.functions = new ModelledFunctions(world, mishaps, items, ledger, killing);
    makeQueues(scenario);
    tables.create(LEASE_TABLE, List.of("id"));
    tables.create(EVENT_TABLE, List.of("id"));
    tables.pageSize(() -> 1 + world.random().nextInt(50));
    introduce(scenario);
  }

  private void introduce(Scenario scenario) {
    tables.observe(ledger);
    ledger.functions(functions);
    ledger.stream(scenario.stream(1), stream);
    ledger.queue(queues.of(Scenario.QUEUE), Scenario.QUEUE_FUNCTION);
    ledger.queue(queues.of(Scenario.GROUPS), Scenario.GROUP_FUNCTION);
    ledger.inbox(queues.of(Scenario.INBOX));
    ledger.trust(holdings::trusted);
    ledger.whenFinished(stream::trimSome);
  }

  private void makeQueues(Scenario scenario) {
    queues.make(QueueConfig.lasting("dead", Duration.ofSeconds(30)));
    queues.make(QueueConfig.lasting("dead.fifo", Duration.ofSeconds(30)));
    queues.make(
        QueueConfig.lasting(Scenario.QUEUE, Scenario.VISIBILITY)
            .redrivingTo("dead", scenario.receives()));
    queues.make(
        QueueConfig.lasting(Scenario.GROUPS, Scenario.VISIBILITY)
            .redrivingTo("dead.fifo", scenario.receives()));
    queues.make(QueueConfig.lasting(Scenario.INBOX, Scenario.VISIBILITY));
  }

  World world() {
    return world;
  }

  Network network() {
    return network;
  }

  Mishaps mishaps() {
    return mishaps;
  }

  Items items() {
    return items;
  }

  ModelledQueues queues() {
    return queues;
  }

  ModelledStream stream() {
    return stream;
  }

  Holdings holdings() {
    return holdings;
  }

  Ledger ledger() {
    return ledger;
  }

  StreamSource stream(Machine machine) {
    return streams.source(machine, stream.arn(), ledger.reads());
  }

  QueueSource queue(Machine machine, Arn queue) {
    return queues.source(machine, queue);
  }

  EventInbox inbox(Machine machine) {
    return queues.inbox(machine, queues.of(Scenario.INBOX), ledger.hands());
  }

  DestinationSender destinations(Machine machine) {
    return destinations.sender(machine);
  }

  Workers workers(Machine machine) {
    return new ModelledWorkers(functions, machine, reporting::contains);
  }

  DynamoDbClient leases(Machine machine) {
    return dynamoDb(machine, ModelledDynamoDb.LEASES);
  }

  DynamoDbClient events(Machine machine) {
    return dynamoDb(machine, ModelledDynamoDb.OTHERS);
  }

  private DynamoDbClient dynamoDb(Machine machine, Attempts.Patience patience) {
    return ModelledDynamoDb.over(tables, new Attempts(network, machine, DYNAMODB, patience));
  }

  PollerListener pollerListener() {
    return ledger;
  }

  EventQueueListener eventListener() {
    return ledger.eventListener();
  }
}
