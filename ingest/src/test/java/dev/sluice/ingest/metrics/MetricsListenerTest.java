package dev.sluice.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.eventqueue.QueuedEvent;
import dev.sluice.ingest.frontend.FrontEndListener;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.worker.EnvironmentId;
import dev.sluice.ingest.worker.WorkerListener;
import dev.sluice.ingest.worker.WorkerListener.InvocationEnd;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsListenerTest {

  private static final FunctionName REVIEW = new FunctionName("review");
  private static final FunctionName RECORD = new FunctionName("record");

  private static final String QUEUE_LABELS = labels("review", "Reviews");
  private static final String STREAM_LABELS = labels("record", "Quakes");

  private final QueueMapping queue = queue("Reviews", true);
  private final StreamMapping stream = stream();
  private final MetricsListener metrics =
      new MetricsListener(List.of(queue, stream), List.of(REVIEW, RECORD));

  @Test
  @Rule({"OBS-020", "OBS-022", "OBS-026"})
  void counts_what_happens_to_the_messages_of_a_queue() {
    metrics.polled(queue, 10);
    metrics.polled(queue, 0);
    metrics.filteredOut(queue, 2);
    metrics.invoked(queue, 8);
    metrics.failedInvoke(queue, 3);
    metrics.deleted(queue, 5);
    metrics.throttled(queue, 4);
    metrics.deleteInDoubt(queue, 1);

    assertThat(exposition())
        .containsEntry("sluice_polled_event_count_total" + QUEUE_LABELS, 10.0)
        .containsEntry("sluice_filtered_out_event_count_total" + QUEUE_LABELS, 2.0)
        .containsEntry("sluice_invoked_event_count_total" + QUEUE_LABELS, 8.0)
        .containsEntry("sluice_failed_invoke_event_count_total" + QUEUE_LABELS, 3.0)
        .containsEntry("sluice_deleted_event_count_total" + QUEUE_LABELS, 5.0)
        .containsEntry("sluice_throttled_event_count_total" + QUEUE_LABELS, 4.0)
        .containsEntry("sluice_delete_in_doubt_event_count_total" + QUEUE_LABELS, 1.0);
  }

  @Test
  void forgets_the_iterator_age_of_a_shard_it_has_nothing_to_do_with_any_more() {
    var lost = new ShardId("shardId-000000000000");
    var ended = new ShardId("shardId-000000000001");
    var kept = new ShardId("shardId-000000000002");
    List.of(lost, ended, kept)
        .forEach(shard -> metrics.iteratorAge(stream, shard, Duration.ofSeconds(1)));

    metrics.leaseLost(stream, lost, 7);
    metrics.letGo(stream, ended);

    assertThat(exposition().keySet())
        .filteredOn(name -> name.startsWith("sluice_iterator_age_seconds"))
        .singleElement()
        .asString()
        .contains(kept.value());
  }

  @Test
  @Rule({"OBS-012", "OBS-024", "OBS-025", "OBS-027"})
  void counts_what_happens_to_the_records_of_a_stream() {
    metrics.polled(stream, 100);
    metrics.invoked(stream, 150);
    metrics.dropped(stream, 2);
    metrics.onFailureDelivered(stream, 5);
    metrics.destinationDeliveryFailed(stream);
    metrics.leaseLost(stream, new ShardId("shardId-000000000001"), 7);
    metrics.stuck(stream, new ShardId("shardId-000000000001"), "2 nodes died");
    metrics.iteratorAge(stream, new ShardId("shardId-000000000000"), Duration.ofMillis(1_500));
    metrics.iteratorAge(stream, new ShardId("shardId-000000000000"), Duration.ofMillis(250));

    assertThat(exposition())
        .containsEntry("sluice_polled_event_count_total" + STREAM_LABELS, 100.0)
        .containsEntry("sluice_invoked_event_count_total" + STREAM_LABELS, 150.0)
        .containsEntry("sluice_dropped_event_count_total" + STREAM_LABELS, 2.0)
        .containsEntry(
            "sluice_on_failure_destination_delivered_event_count_total" + STREAM_LABELS, 5.0)
        .containsEntry("sluice_destination_delivery_failures_total" + STREAM_LABELS, 1.0)
        .containsEntry("sluice_leases_lost_total" + STREAM_LABELS, 1.0)
        .containsEntry("sluice_records_stuck_total" + STREAM_LABELS, 1.0)
        .containsEntry(
            "sluice_iterator_age_seconds"
                + STREAM_LABELS.replace("}", ",shard=\"shardId-000000000000\"}"),
            0.25);
  }

  @Test
  @Rule({"OBS-001", "OBS-003", "OBS-004", "CONC-051"})
  void counts_and_times_the_runs_of_a_function() {
    ran(InvocationEnd.SUCCEEDED, 100);
    ran(InvocationEnd.FUNCTION_ERROR, 50);
    ran(InvocationEnd.TIMED_OUT, 3_000);
    metrics.throttled(
        new FrontEndListener.Throttle(REVIEW, ThrottleReason.ConcurrentInvocationLimitExceeded));

    assertThat(exposition())
        .containsEntry("sluice_invocations_total{function=\"review\"}", 3.0)
        .containsEntry("sluice_errors_total{function=\"review\"}", 2.0)
        .containsEntry("sluice_throttles_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_duration_seconds_count{function=\"review\"}", 3.0)
        .containsEntry("sluice_duration_seconds_sum{function=\"review\"}", 3.15)
        .containsEntry("sluice_invocations_total{function=\"record\"}", 0.0);
  }

  @Test
  @Rule({"OBS-014", "OBS-015", "OBS-016", "OBS-027"})
  void counts_what_becomes_of_asynchronous_events() {
    EventQueueListener events = metrics.events();
    var event = QueuedEvent.accepted(REVIEW, new RequestId("e"), Instant.EPOCH);

    events.received(event);
    events.attempted(event, Duration.ofSeconds(1));
    events.attempted(event, Duration.ofSeconds(61));
    events.destinationDeliveryFailed(event, "no");
    events.onFailureDelivered(event);
    events.discarded(event, Condition.RetriesExhausted);
    events.dropped(event, Condition.RetriesExhausted, "no");
    events.unreadable(REVIEW, "m", "why");

    assertThat(exposition())
        .containsEntry("sluice_async_events_received_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_async_event_age_seconds_count{function=\"review\"}", 2.0)
        .containsEntry("sluice_async_event_age_seconds_sum{function=\"review\"}", 62.0)
        .containsEntry("sluice_async_events_dropped_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_destination_delivery_failures_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_async_failure_records_delivered_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_async_events_lost_total{function=\"review\"}", 1.0)
        .containsEntry("sluice_async_messages_unreadable_total{function=\"review\"}", 1.0);
  }

  @Test
  void counts_how_shares_of_limits_move() {
    ShareListener shares = metrics.shares();
    var key = new ShareKey.OfFunction(REVIEW);

    shares.got(key, 3);
    shares.has(key, 3, 0);
    shares.gave(key, new NodeId("other"), 1);
    shares.returned(key, 1);
    shares.has(key, 1, 2);
    shares.freed(new ShareKey.Unreserved(), new NodeId("dead"), 62);

    assertThat(exposition())
        .containsEntry("sluice_concurrency_slots{limit=\"function/review\"}", 1.0)
        .containsEntry("sluice_concurrency_slots_wanted{limit=\"function/review\"}", 2.0)
        .containsEntry("sluice_concurrency_slots_got_total{limit=\"function/review\"}", 3.0)
        .containsEntry("sluice_concurrency_slots_given_total{limit=\"function/review\"}", 1.0)
        .containsEntry("sluice_concurrency_slots_returned_total{limit=\"function/review\"}", 1.0)
        .containsEntry("sluice_concurrency_slots_freed_total{limit=\"unreserved\"}", 62.0);
  }

  @Test
  @Rule("OBS-031")
  void shows_for_each_source_what_lambda_shows_for_it() {
    assertThat(exposition().keySet())
        .contains("sluice_polled_event_count_total" + QUEUE_LABELS)
        .contains("sluice_filtered_out_event_count_total" + QUEUE_LABELS)
        .contains("sluice_invoked_event_count_total" + QUEUE_LABELS)
        .contains("sluice_failed_invoke_event_count_total" + QUEUE_LABELS)
        .contains("sluice_deleted_event_count_total" + QUEUE_LABELS)
        .contains("sluice_polled_event_count_total" + STREAM_LABELS)
        .contains("sluice_filtered_out_event_count_total" + STREAM_LABELS)
        .contains("sluice_invoked_event_count_total" + STREAM_LABELS)
        .contains("sluice_failed_invoke_event_count_total" + STREAM_LABELS)
        .contains("sluice_dropped_event_count_total" + STREAM_LABELS)
        .contains("sluice_on_failure_destination_delivered_event_count_total" + STREAM_LABELS)
        .doesNotContain("sluice_deleted_event_count_total" + STREAM_LABELS)
        .doesNotContain("sluice_dropped_event_count_total" + QUEUE_LABELS);
  }

  @Test
  @Rule("OBS-033")
  void shows_nothing_of_a_disabled_mapping() {
    var disabled = queue("Asleep", false);
    var listener = new MetricsListener(List.of(disabled), List.of());

    assertThat(PrometheusText.of(listener.snapshot())).doesNotContain("Asleep");
    assertThat(listener.snapshot().mappings()).isEmpty();
  }

  @Test
  void gives_a_snapshot_that_no_longer_moves() {
    metrics.polled(queue, 1);
    MetricSnapshot before = metrics.snapshot();
    metrics.polled(queue, 1);

    assertThat(before.mappings().getLast().count(MappingMetric.PolledEventCount)).isEqualTo(1);
  }

  @Test
  void escapes_what_a_label_may_not_hold() {
    var odd = queue("a\"b\\c\nd", true);
    var listener = new MetricsListener(List.of(odd), List.of());

    assertThat(Exposition.read(PrometheusText.of(listener.snapshot())).keySet())
        .anySatisfy(k -> assertThat(k).contains("mapping=\"a\\\"b\\\\c\\nd\""));
  }

  private Map<String, Double> exposition() {
    return Exposition.read(PrometheusText.of(metrics.snapshot()));
  }

  private void ran(InvocationEnd end, int millis) {
    metrics.invocationFinished(
        new WorkerListener.InvocationFinished(
            REVIEW,
            new EnvironmentId("e1"),
            new RequestId("r1"),
            end,
            Duration.ofMillis(millis),
            null));
  }

  private static String labels(String function, String logicalId) {
    return "{function=\"%s\",mapping=\"%s\",uuid=\"%s\"}"
        .formatted(function, logicalId, EventSourceMappingId.of("stack", logicalId));
  }

  private static QueueMapping queue(String logicalId, boolean enabled) {
    return new QueueMapping(
        EventSourceMappingId.of("stack", logicalId),
        logicalId,
        REVIEW,
        Arn.parse("arn:aws:sqs:us-east-1:000000000000:reviews"),
        enabled,
        BatchLimits.ofCount(10),
        true);
  }

  private static StreamMapping stream() {
    return new StreamMapping(
        EventSourceMappingId.of("stack", "Quakes"),
        "Quakes",
        RECORD,
        Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"),
        true,
        BatchLimits.ofCount(100),
        new StartingPosition.TrimHorizon(),
        new RetryLimits(2, null, true),
        true,
        null);
  }
}
