package dev.sluice.ingest.metrics;

import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.eventqueue.QueuedEvent;
import dev.sluice.ingest.frontend.FrontEndListener;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PollerListener;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.worker.WorkerListener;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what it hears, from the node's start. Safe for use by many threads.
///
/// What asynchronous events tell comes through [#events()], since both pollers and the event queue
/// have words of their own for the same thing.
public final class MetricsListener implements PollerListener, WorkerListener, FrontEndListener {

  private final Map<EventSourceMappingId, Counters.OfMapping> mappings = new ConcurrentHashMap<>();
  private final Map<FunctionName, Counters.OfFunction> functions = new ConcurrentHashMap<>();
  private final ShareCounts shares = new ShareCounts();

  /// @param mappings shown from the start, with zeros; others are added when they are heard of
  /// @param functions likewise
  public MetricsListener(
      Collection<? extends EventSourceMapping> mappings, Collection<FunctionName> functions) {
    mappings.forEach(this::of);
    functions.forEach(this::of);
  }

  /// What was counted so far.
  public MetricSnapshot snapshot() {
    return new MetricSnapshot(
        mappings.values().stream()
            .filter(m -> m.mapping().enabled())
            .sorted(
                Comparator.comparing((Counters.OfMapping m) -> m.mapping().logicalId())
                    .thenComparing(m -> m.mapping().id().value()))
            .map(Counters.OfMapping::read)
            .toList(),
        functions.entrySet().stream()
            .sorted(Comparator.comparing(f -> f.getKey().value()))
            .map(
                f ->
                    new MetricSnapshot.OfFunction(
                        f.getKey(), f.getValue().counts().read(), f.getValue().timings()))
            .toList(),
        shares.read());
  }

  /// The listener of event queues that counts here.
  public EventQueueListener events() {
    return new EventCounts(this);
  }

  /// The listener of concurrency shares that counts here.
  public ShareListener shares() {
    return shares;
  }

  Counters.OfMapping of(EventSourceMapping mapping) {
    return mappings.computeIfAbsent(mapping.id(), _ -> Counters.OfMapping.none(mapping));
  }

  Counters.OfFunction of(FunctionName function) {
    return functions.computeIfAbsent(function, _ -> Counters.OfFunction.none());
  }

  private void count(EventSourceMapping mapping, MappingMetric metric, int amount) {
    of(mapping).counts().add(metric, amount);
  }

  @Override
  public void polled(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.PolledEventCount, events);
  }

  @Override
  public void filteredOut(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.FilteredOutEventCount, events);
  }

  @Override
  public void invoked(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.InvokedEventCount, events);
  }

  @Override
  public void failedInvoke(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.FailedInvokeEventCount, events);
  }

  @Override
  public void throttled(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.ThrottledEventCount, events);
  }

  @Override
  public void deleted(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.DeletedEventCount, events);
  }

  @Override
  public void deleteInDoubt(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.DeleteInDoubtEventCount, events);
  }

  @Override
  public void dropped(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.DroppedEventCount, events);
  }

  @Override
  public void onFailureDelivered(EventSourceMapping mapping, int events) {
    count(mapping, MappingMetric.OnFailureDestinationDeliveredEventCount, events);
  }

  @Override
  public void destinationDeliveryFailed(EventSourceMapping mapping) {
    count(mapping, MappingMetric.DestinationDeliveryFailures, 1);
  }

  @Override
  public void iteratorAge(StreamMapping mapping, ShardId shard, Duration age) {
    of(mapping).iteratorAge().put(shard, age);
  }

  @Override
  public void leaseLost(StreamMapping mapping, ShardId shard, int recordsInHand) {
    count(mapping, MappingMetric.LeasesLost, 1);
    letGo(mapping, shard);
  }

  @Override
  public void stuck(StreamMapping mapping, ShardId shard, String reason) {
    count(mapping, MappingMetric.RecordsStuck, 1);
  }

  /// What became of the shard is known to its next holder alone.
  @Override
  public void letGo(StreamMapping mapping, ShardId shard) {
    of(mapping).iteratorAge().remove(shard);
  }

  @Override
  public void environmentStarted(EnvironmentStarted event) {}

  @Override
  public void environmentEnded(EnvironmentEnded event) {}

  @Override
  public void invocationFinished(InvocationFinished event) {
    Counters.OfFunction function = of(event.function());
    function.counts().add(FunctionMetric.Invocations, 1);
    function.took(FunctionTiming.Duration, event.duration());
    switch (event.end()) {
      case SUCCEEDED -> {}
      case FUNCTION_ERROR, TIMED_OUT -> function.counts().add(FunctionMetric.Errors, 1);
    }
  }

  @Override
  public void throttled(Throttle event) {
    of(event.function()).counts().add(FunctionMetric.Throttles, 1);
  }

  /// Counts what becomes of events.
  ///
  /// @param metrics where
  private record EventCounts(MetricsListener metrics) implements EventQueueListener {

    private void count(FunctionName function, FunctionMetric metric) {
      metrics.of(function).counts().add(metric, 1);
    }

    @Override
    public void received(QueuedEvent event) {
      count(event.function(), FunctionMetric.AsyncEventsReceived);
    }

    @Override
    public void attempted(QueuedEvent event, Duration age) {
      metrics.of(event.function()).took(FunctionTiming.AsyncEventAge, age);
    }

    @Override
    public void discarded(QueuedEvent event, Condition condition) {
      count(event.function(), FunctionMetric.AsyncEventsDropped);
    }

    @Override
    public void onFailureDelivered(QueuedEvent event) {
      count(event.function(), FunctionMetric.AsyncFailureRecordsDelivered);
    }

    @Override
    public void destinationDeliveryFailed(QueuedEvent event, String why) {
      count(event.function(), FunctionMetric.DestinationDeliveryFailures);
    }

    @Override
    public void dropped(QueuedEvent event, Condition condition, String why) {
      count(event.function(), FunctionMetric.AsyncEventsLost);
    }

    @Override
    public void unreadable(FunctionName function, String messageId, String why) {
      count(function, FunctionMetric.AsyncMessagesUnreadable);
    }
  }
}
