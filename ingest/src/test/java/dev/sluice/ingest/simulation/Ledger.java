package dev.sluice.ingest.simulation;

import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.EventFailureRecord;
import dev.sluice.ingest.destination.InvocationRecord;
import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PollerListener;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import dev.sluice.ingest.source.QueueMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Knows every record that was ever put and what became of it, and checks at every event that no
/// promise is broken. It sees the truth: what happened in the services and functions, not what
/// nodes believe.
final class Ledger implements QueueWatcher, RunWatcher, WriteObserver, PollerListener {

  private final Promises promises;
  private final StreamJudge streams;
  private final QueueJudge queues;
  private final EventJudge events;
  private final LeaseJudge leases;
  private final LimitJudge limits;
  private @Nullable ModelledFunctions functions;

  Ledger(World world, Items items) {
    this.promises = new Promises(world);
    this.streams = new StreamJudge(promises, items);
    this.queues = new QueueJudge(promises);
    this.events = new EventJudge(promises, items);
    this.leases = new LeaseJudge(promises, streams, this::running);
    this.limits = new LimitJudge(promises);
  }

  /// How often each promise was put to the test.
  Map<String, Long> promises() {
    return promises.counts();
  }

  // What there is.

  void functions(ModelledFunctions all) {
    functions = all;
  }

  void stream(StreamMapping mapping, ModelledStream stream) {
    streams.watch(mapping, stream);
  }

  /// A queue that a function polls.
  void queue(ModelledQueue queue, FunctionName function) {
    queues.watch(queue);
    limits.watch(queue, function);
  }

  /// A queue that is a function's inbox.
  void inbox(ModelledQueue inbox) {
    events.watch(inbox);
  }

  /// @param reserved what a function may use over all nodes; `Integer.MAX_VALUE` for no limit
  void limits(ToIntFunction<FunctionName> reserved) {
    limits.limits(reserved);
  }

  /// A node has started.
  ///
  /// @param termRuns whether it counts as alive by its own reckoning
  void node(Machine machine, BooleanSupplier termRuns) {
    limits.node(machine, termRuns);
  }

  /// @param holders how many holders of a lease on live machines trust in it now
  void trust(ToIntFunction<LeaseKey> holders) {
    leases.trust(holders);
  }

  /// @param listener hears of each shard whose lease says that all of it is settled: the stream may
  ///   drop it from then on
  void whenFinished(Consumer<ModelledShard> listener) {
    leases.whenFinished(listener);
  }

  // Where nodes and services report.

  /// For streams as nodes read them.
  ShardReads reads() {
    return streams;
  }

  /// For inboxes as nodes use them.
  MessageHands hands() {
    return events;
  }

  /// For every node's event queue.
  EventQueueListener eventListener() {
    return events;
  }

  /// A destination has refused a record for good.
  void refused(Destination destination, InvocationRecord record) {
    promises.judge(
        () -> {
          switch (record) {
            case StreamFailureRecord ofStream -> streams.refused(ofStream);
            case EventFailureRecord ofEvent -> events.refused(ofEvent);
          }
        });
  }

  /// A destination has taken a record.
  void taken(Destination destination, InvocationRecord record) {
    promises.judge(
        () -> {
          switch (record) {
            case StreamFailureRecord ofStream -> streams.reported(ofStream);
            case EventFailureRecord ofEvent -> events.reported(ofEvent);
          }
        });
  }

  @Override
  public void onWrite(Write write) {
    promises.judge(
        () -> {
          Map<String, AttributeValue> before = write.before();
          Map<String, AttributeValue> after = write.after();
          Map<String, AttributeValue> present = after == null ? before : after;
          if (present != null && present.containsKey("state")) {
            events.row(Rows.id(present), after);
          } else {
            leases.written(before, after, write.author());
          }
        });
  }

  @Override
  public void dropped(EventSourceMapping mapping, int count) {
    promises.judge(
        () -> {
          streams.dropped(mapping, count);
        });
  }

  @Override
  public void stored(ModelledQueue queue, StoredMessage message) {
    promises.judge(
        () -> {
          if (queues.watches(queue)) {
            queues.stored(queue, message);
          } else if (events.watches(queue)) {
            events.stored(message);
          }
        });
  }

  @Override
  public void received(ModelledQueue queue, StoredMessage message, Machine by) {
    promises.judge(
        () -> {
          if (events.watches(queue)) {
            events.received(message);
          }
        });
  }

  @Override
  public void arrived(ModelledQueue queue, List<QueueMessage> messages, Machine at) {
    promises.judge(
        () -> {
          limits.arrived(queue, messages, at);
        });
  }

  @Override
  public void returned(ModelledQueue queue, StoredMessage message) {
    promises.judge(
        () -> {
          limits.letGo(queue, message);
        });
  }

  @Override
  public void deleted(ModelledQueue queue, StoredMessage message, Machine by) {
    promises.judge(
        () -> {
          limits.letGo(queue, message);
          if (queues.watches(queue)) {
            queues.deleted(queue, message, by);
          } else if (events.watches(queue)) {
            events.deleted(message, by);
          }
        });
  }

  @Override
  public void exhausted(ModelledQueue queue, StoredMessage message) {
    promises.judge(
        () -> {
          if (queues.watches(queue)) {
            queues.exhausted(queue, message);
          }
        });
  }

  @Override
  public void refused(Machine machine, FunctionEvent event) {
    promises.judge(() -> limits.tried(machine, event));
  }

  @Override
  public void begins(Run run) {
    promises.judge(
        () -> {
          List<Run> running = all().running(run.function());
          if (run.event().isAsynchronous()) {
            events.begins(run);
          } else if (run.event().isOfStream()) {
            streams.begins(run, running);
          } else {
            queues.begins(run);
          }
          limits.begins(run, running);
        });
  }

  @Override
  public void ends(Run run, List<Part> handled, InvocationOutcome outcome) {
    promises.judge(
        () -> {
          if (run.event().isAsynchronous()) {
            events.ends(handled);
          } else if (run.event().isOfStream()) {
            streams.ends(run, handled, outcome);
          } else {
            queues.ends(handled);
            limits.tried(run.machine(), run.event());
          }
          for (Part part : handled) {
            promises.check(
                Promise.ONE_EFFECT,
                all().effectsOf(run, part) == 1,
                () -> run + " succeeded with " + part + ", effects: " + all().effectsOf(run, part));
          }
        });
  }

  private ModelledFunctions all() {
    if (functions == null) {
      throw new IllegalStateException("the ledger was not told of the functions");
    }
    return functions;
  }

  private List<Run> running(ShardBook book) {
    return all().running(book.mapping().function()).stream()
        .filter(run -> run.event().shard().equals(book.shard().id().value()))
        .toList();
  }

  // The end.

  /// What is not settled yet; empty when everything has drained.
  List<String> open() {
    List<String> open = new ArrayList<>();
    open.addAll(queues.open());
    open.addAll(events.open());
    open.addAll(streams.open());
    return open;
  }

  /// Nothing goes wrong any more since long enough: all must have drained.
  void checkDrained() {
    List<String> open = open();
    promises.check(
        Promise.EVERYTHING_DRAINS, open.isEmpty(), () -> "left open: " + String.join("\n", open));
  }
}
