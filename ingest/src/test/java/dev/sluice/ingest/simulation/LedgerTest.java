package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.destination.StreamFailureRecord.Batch;
import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.destination.StreamFailureRecord.Edge;
import dev.sluice.ingest.destination.StreamFailureRecord.Ending;
import dev.sluice.ingest.destination.StreamFailureRecord.LastAnswer;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Whatever breaks a promise is noticed, and what breaks none is let pass.
class LedgerTest {

  private static final FunctionName FUNCTION = new FunctionName("handle");
  private static final Arn ARN = Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:x");
  private static final Destination FAILURES =
      new Destination.SqsQueue(Arn.parse("arn:aws:sqs:eu-central-1:000000000000:failures"));
  private static final EventSourceMappingId MAPPING = EventSourceMappingId.of("stack", "Stream");

  private final World world = new World(11);
  private final Network network = new Network(world);
  private final Mishaps mishaps = new Mishaps(world);
  private final Items items = new Items();
  private final Ledger ledger = new Ledger(world, items);
  private final ModelledFunctions functions =
      new ModelledFunctions(world, mishaps, items, ledger, Machine::crash);
  private final ModelledQueues queues = new ModelledQueues(network, mishaps, ledger);
  private final ModelledStream stream = new ModelledStreams(network, mishaps).make("s", 1);
  private final Machine one = world.machine("one");
  private final Machine two = world.machine("two");

  LedgerTest() {
    mishaps.end();
    ledger.functions(functions);
    ledger.stream(
        new StreamMapping(
            MAPPING,
            "Stream",
            FUNCTION,
            stream.arn(),
            true,
            BatchLimits.ofCount(10),
            new StartingPosition.TrimHorizon(),
            new RetryLimits(2, null, true),
            true,
            FAILURES),
        stream);
    ledger.node(one, () -> true);
    ledger.node(two, () -> true);
  }

  private void assertBroken(Promise promise, String what) {
    assertThatThrownBy(world::step)
        .isInstanceOf(Violation.class)
        .hasMessageContaining("promise " + promise.number())
        .hasMessageContaining(what);
  }

  private void assertNothingBroken() {
    world.run(Duration.ofSeconds(1)); // throws what was found
    assertThat(ledger.promises().values()).anyMatch(count -> count > 0);
  }

  private ModelledQueue queue(String name) {
    ModelledQueue queue = queues.make(QueueConfig.lasting(name, Duration.ofSeconds(30)));
    ledger.queue(queue, FUNCTION);
    return queue;
  }

  private StoredMessage put(ModelledQueue queue, @Nullable String group) {
    Item item = items.make(Item.Nature.HEALTHY, 3);
    return queues.put(queue, StoredMessage.Content.of(item.name(), group), Duration.ZERO);
  }

  private StoredMessage receive(ModelledQueue queue, Machine by) {
    List<StoredMessage> taken = new ArrayList<>();
    queue.receive(by, 1, Duration.ZERO, Duration.ofSeconds(30), taken::addAll);
    return taken.getFirst();
  }

  private Run run(Machine machine, FunctionEvent event) {
    return new Run(
        functions, machine, FUNCTION, new RequestId("r"), event, Duration.ofSeconds(10), true);
  }

  private static FunctionEvent of(ModelledQueue queue, StoredMessage message) {
    return new FunctionEvent(
        queue.config().arn().toString(),
        "",
        List.of(new Part(message.id, message.content.body(), message.group())));
  }

  private StreamRecord record(Item.Nature nature) {
    return stream.put("key", items.make(nature, 2).name());
  }

  private FunctionEvent of(StreamRecord record) {
    var text = new String(record.data().array(), StandardCharsets.UTF_8);
    return new FunctionEvent(
        stream.arn().toString(),
        record.shardId().value(),
        List.of(new Part(record.sequenceNumber().toString(), text, "")));
  }

  private void succeed(Run run) {
    functions.takeEffect(run, run.event().parts().getFirst());
    ledger.ends(
        run, run.event().parts(), new InvocationOutcome.Succeeded(Payload.of("{}"), LogTail.NONE));
  }

  @Test
  void notices_a_message_that_was_deleted_unhandled() {
    ModelledQueue queue = queue("q");
    put(queue, null);

    queue.delete(one, receive(queue, one).handle());

    assertBroken(Promise.NOTHING_IS_LOST, "one deleted");
  }

  @Test
  void lets_a_handled_message_be_deleted() {
    ModelledQueue queue = queue("q");
    put(queue, null);
    StoredMessage message = receive(queue, one);

    succeed(run(one, of(queue, message)));
    queue.delete(one, message.handle());

    assertNothingBroken();
    assertThat(ledger.open()).isEmpty();
  }

  @Test
  void notices_a_group_that_is_handled_out_of_order() {
    ModelledQueue queue = queue("q.fifo");
    put(queue, "g");
    StoredMessage second = put(queue, "g");

    ledger.begins(run(one, of(queue, second)));

    assertBroken(Promise.ORDER, "neither gone nor handled");
  }

  @Test
  void notices_a_shard_that_is_handled_out_of_order() {
    record(Item.Nature.HEALTHY);
    StreamRecord second = record(Item.Nature.HEALTHY);

    ledger.begins(run(one, of(second)));

    assertBroken(Promise.ORDER, "neither settled nor succeeded");
  }

  @Test
  void notices_a_child_that_is_handled_before_its_parent() {
    record(Item.Nature.HEALTHY);
    stream.split(stream.open().getFirst());
    StreamRecord ofChild = record(Item.Nature.HEALTHY);

    ledger.begins(run(one, of(ofChild)));

    assertBroken(Promise.ORDER, "its parent is open");
  }

  @Test
  void notices_success_without_an_effect() {
    StreamRecord record = record(Item.Nature.HEALTHY);
    Run run = run(one, of(record));

    ledger.ends(
        run, run.event().parts(), new InvocationOutcome.Succeeded(Payload.of("{}"), LogTail.NONE));

    assertBroken(Promise.ONE_EFFECT, "effects: 0");
  }

  @Test
  void notices_a_healthy_record_in_a_failure_record() {
    report(record(Item.Nature.HEALTHY));

    assertBroken(Promise.POISON_HARMS_ITSELF, "one that is well");
  }

  @Test
  void takes_a_failure_record_of_poison_for_settled() {
    StreamRecord poison = record(Item.Nature.POISON);
    lease(one, "n1", "t1");

    report(poison);
    checkpoint(one, poison);

    assertNothingBroken();
    assertThat(ledger.open()).isEmpty();
  }

  private void report(StreamRecord record) {
    var edge = new Edge(record.sequenceNumber(), record.approximateArrival());
    ledger.taken(
        FAILURES,
        new StreamFailureRecord(
            new RequestId("r"),
            ARN,
            new Ending(Condition.RetryAttemptsExhausted, 3, LastAnswer.FUNCTION_ERROR),
            Instant.EPOCH,
            new Batch(stream.arn(), record.shardId(), edge, edge, 1)));
  }

  @Test
  void notices_a_checkpoint_that_passes_over_an_open_record() {
    StreamRecord open = record(Item.Nature.HEALTHY);
    lease(one, "n1", "t1");

    checkpoint(one, open);

    assertBroken(Promise.NOTHING_IS_LOST, "passed over");
  }

  @Test
  void notices_a_checkpoint_by_a_deposed_owner() {
    StreamRecord record = record(Item.Nature.HEALTHY);
    lease(one, "n1", "t1");
    succeed(run(one, of(record)));

    checkpoint(two, record);

    assertBroken(Promise.ONE_OWNER, "does not hold the lease");
  }

  @Test
  void notices_a_checkpoint_that_goes_back() {
    StreamRecord record = record(Item.Nature.HEALTHY);
    lease(one, "n1", "t1");
    succeed(run(one, of(record)));
    checkpoint(one, record);

    change(one, Map.of("position", text("TRIM_HORIZON")));

    assertBroken(Promise.ONE_OWNER, "went back");
  }

  @Test
  void notices_a_lease_taken_from_one_who_lives() {
    lease(one, "n1", "t1");
    register(two, "n2");

    change(two, Map.of("owner", text("n2"), "token", text("t2")));

    assertBroken(Promise.ONE_OWNER, "not declared dead");
  }

  @Test
  void notices_a_lease_taken_whose_holder_trusts_in_it() {
    lease(one, "n1", "t1");
    register(two, "n2");
    ledger.onWrite(
        new WriteObserver.Write("t", node("n1"), with(node("n1"), "dead"), two, List.of()));
    ledger.trust(_ -> 1);

    change(two, Map.of("owner", text("n2"), "token", text("t2")));

    assertBroken(Promise.ONE_OWNER, "trusts in it");
  }

  @Test
  void notices_a_release_while_an_invocation_runs() {
    StreamRecord record = record(Item.Nature.HEALTHY);
    lease(one, "n1", "t1");
    functions.begun(run(one, of(record)));

    Map<String, AttributeValue> free = new HashMap<>(row);
    free.remove("owner");
    free.remove("token");
    write(one, free);

    assertBroken(Promise.ONE_OWNER, "released while");
  }

  @Test
  void notices_a_lease_made_by_one_who_is_not_the_manager() {
    register(one, "n1");

    write(one, shardRow("n1", "t1"));

    assertBroken(Promise.ONE_OWNER, "not the manager");
  }

  @Test
  void notices_a_limit_that_is_passed() {
    ledger.limits(_ -> 1);
    ModelledQueue queue = queue("q");
    put(queue, null);
    put(queue, null);
    Run first = run(one, of(queue, receive(queue, one)));
    functions.begun(first);
    ledger.begins(first);
    Run second = run(two, of(queue, receive(queue, two)));
    functions.begun(second);

    ledger.begins(second);

    assertBroken(Promise.LIMITS_HOLD, "may run 1 times");
  }

  @Test
  void notices_the_last_message_of_an_open_event_being_deleted() {
    ModelledQueue inbox = queues.make(QueueConfig.lasting("in", Duration.ofSeconds(30)));
    ledger.inbox(inbox);
    queues.putEvent(inbox, items.make(Item.Nature.HEALTHY, 2));

    inbox.delete(one, receive(inbox, one).handle());

    assertBroken(Promise.NOTHING_IS_LOST, "the last that counts");
  }

  @Test
  void notices_what_does_not_drain() {
    record(Item.Nature.HEALTHY);

    ledger.checkDrained();

    assertBroken(Promise.EVERYTHING_DRAINS, "0 of 1 settled");
  }

  /// The row of the shard's lease as it was last written.
  private Map<String, AttributeValue> row = Map.of();

  private void register(Machine machine, String node) {
    ledger.onWrite(new WriteObserver.Write("t", null, node(node), machine, List.of()));
  }

  private static Map<String, AttributeValue> node(String name) {
    return Map.of("id", text("node#" + name));
  }

  private static Map<String, AttributeValue> with(Map<String, AttributeValue> row, String flag) {
    Map<String, AttributeValue> more = new HashMap<>(row);
    more.put(flag, AttributeValue.fromBool(true));
    return more;
  }

  /// Lets a node take the shard's lease.
  private void lease(Machine machine, String node, String token) {
    register(machine, node);
    row = shardRow(null, null);
    change(machine, Map.of("owner", text(node), "token", text(token)));
  }

  private void checkpoint(Machine machine, StreamRecord record) {
    change(machine, Map.of("position", text("AFTER " + record.sequenceNumber())));
  }

  private void change(Machine machine, Map<String, AttributeValue> changes) {
    Map<String, AttributeValue> next = new HashMap<>(row);
    next.putAll(changes);
    write(machine, next);
  }

  private void write(Machine machine, Map<String, AttributeValue> next) {
    ledger.onWrite(
        new WriteObserver.Write("t", row.isEmpty() ? null : row, next, machine, List.of()));
    row = next;
  }

  private Map<String, AttributeValue> shardRow(@Nullable String owner, @Nullable String token) {
    Map<String, AttributeValue> made = new HashMap<>();
    made.put("id", text("lease#x"));
    made.put("mapping", text(MAPPING.toString()));
    made.put("stream", text(stream.arn().toString()));
    made.put("streamCreated", AttributeValue.fromN("" + stream.created().toEpochMilli()));
    made.put("shard", text(stream.shards().getFirst().id().value()));
    made.put("position", text("TRIM_HORIZON"));
    made.put("takeOvers", AttributeValue.fromN("0"));
    if (owner != null && token != null) {
      made.put("owner", text(owner));
      made.put("token", text(token));
    }
    return made;
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
