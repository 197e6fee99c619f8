package dev.sluice.ingest.poller;

import static dev.sluice.ingest.poller.ShardBench.SHARD;
import static dev.sluice.ingest.poller.ShardBench.after;
import static dev.sluice.ingest.testing.ScriptedInvoker.failed;
import static dev.sluice.ingest.testing.ScriptedInvoker.succeeded;
import static dev.sluice.ingest.testing.StreamMappings.FAILURES;
import static dev.sluice.ingest.testing.StreamMappings.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.InvocationRecord;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens to records when the destination, the lease table or the node fails.
final class StreamPollerFailureTest {

  private static final RetryLimits ONCE = new RetryLimits(0, null, false);
  private static final RetryLimits TWICE_MORE = new RetryLimits(2, null, false);
  private static final RetryLimits TWICE_MORE_BISECTING = new RetryLimits(2, null, true);
  private static final Delivery DOWN = new Delivery.Refused("down", true);

  private static InvocationOutcome poison(List<Integer> batch) {
    return batch.contains(6) ? failed() : succeeded("null");
  }

  @Test
  @Rule({"DEST-016", "LEASE-007"})
  void sends_the_failure_record_before_the_checkpoint_passes() throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    Checkpoint start = bench.checkpoint();
    var atSend = new ArrayList<Checkpoint>();
    bench.sender.onSend(() -> atSend.add(bench.checkpoint()));
    bench.stream.put(SHARD, 8);

    bench.run(bench.poller());

    assertThat(atSend).containsExactly(start);
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  @Rule("DEST-016")
  void reports_twice_rather_than_never_when_it_dies_between_record_and_checkpoint()
      throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    bench.sender.onSend(() -> bench.store.outOfReach(true));
    var dying = bench.poller();
    while (bench.letters().isEmpty()) {
      dying.turn();
    }
    bench.store.outOfReach(false);
    bench.sender.onSend(() -> {});

    bench.run(bench.poller());

    assertThat(bench.letters())
        .extracting(letter -> letter.batch().first().sequenceNumber().toString())
        .containsExactly("1", "1", "5"); // the next holder tries half as many
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  void holds_the_shard_while_the_destination_refuses_and_loses_nothing()
      throws InterruptedException {
    var bench = new ShardBench(mapping(6, ONCE, false, FAILURES), StreamPollerFailureTest::poison);
    Checkpoint start = bench.checkpoint();
    bench.stream.put(SHARD, 8);
    bench.sender.refuse(DOWN);
    var poller = bench.poller();
    var rests = new ArrayList<Duration>();
    while (bench.sender.tries() < 5) {
      if (poller.turn() instanceof Turn.Rest(Duration rest)) {
        rests.add(rest);
        bench.clock.advance(rest);
      }
    }
    assertThat(bench.checkpoint()).isEqualTo(start);
    assertThat(bench.seen).hasSize(1);
    bench.sender.refuse(null);

    bench.run(poller);

    assertThat(rests).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    assertThat(bench.seen).containsExactly(List.of(1, 2, 3, 4, 5, 6), List.of(7, 8));
    assertThat(bench.letters()).hasSize(1);
    assertThat(bench.heard.sum("destinationDeliveryFailed")).isEqualTo(5);
    assertThat(bench.heard.sum("dropped")).isZero();
  }

  @Test
  @Rule({"DEST-014", "OBS-027"})
  void drops_and_counts_what_the_destination_refused_for_the_delivery_limit()
      throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    bench.sender.refuse(DOWN);

    bench.run(bench.poller());

    Duration tried = bench.rests.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(tried).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
    assertThat(bench.heard.sum("destinationDeliveryFailed")).isEqualTo(bench.sender.tries());
    assertThat(bench.heard.sum("dropped")).isEqualTo(8);
    assertThat(bench.heard.sum("onFailureDelivered")).isZero();
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  @Rule("DEST-014")
  void drops_at_the_first_refusal_when_the_delivery_limit_is_zero() throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    var usual = StreamPacing.DEFAULT;
    bench.pacing =
        new StreamPacing(
            usual.idle(),
            usual.busy(),
            usual.readLimit(),
            usual.retries(),
            usual.patience(),
            usual.deliveries(),
            Duration.ZERO);
    bench.stream.put(SHARD, 8);
    bench.sender.refuse(DOWN);

    bench.run(bench.poller());

    assertThat(bench.sender.tries()).isEqualTo(1);
    assertThat(bench.heard.sum("dropped")).isEqualTo(8);
  }

  @Test
  void drops_at_once_what_the_destination_will_never_take() throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    bench.sender.refuse(new Delivery.Refused("too large", false));

    bench.run(bench.poller());

    assertThat(bench.sender.tries()).isEqualTo(1);
    assertThat(bench.heard.sum("dropped")).isEqualTo(8);
  }

  @Test
  @Rule({"KIN-083", "LEASE-062"})
  void goes_on_counting_attempts_where_the_former_holder_stopped() throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    var first = bench.poller();
    while (bench.seen.size() < 2) {
      first.turn();
    }
    bench.release();
    bench.stream.put(SHARD, 8);

    bench.run(bench.poller());

    var firstBatch = List.of(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(bench.seen.stream().filter(firstBatch::equals)).hasSize(3);
    assertThat(bench.letters().getFirst().ending().approximateInvokeCount()).isEqualTo(3);
    assertThat(bench.letters()).hasSize(2);
  }

  @Test
  @Rule("KIN-083")
  void goes_on_with_the_part_the_former_holder_had_bisected() throws InterruptedException {
    var bench =
        new ShardBench(
            mapping(8, TWICE_MORE_BISECTING, false, FAILURES), StreamPollerFailureTest::poison);
    bench.stream.put(SHARD, 8);
    var first = bench.poller();
    while (bench.seen.size() < 7) { // (6) has failed twice
      first.turn();
    }
    bench.release();

    bench.run(bench.poller());

    assertThat(bench.seen.subList(7, bench.seen.size())).containsExactly(List.of(6), List.of(7, 8));
    assertThat(bench.letters()).hasSize(1);
    assertThat(bench.letters().getFirst().batch().size()).isEqualTo(1);
  }

  @Test
  @Rule({"KIN-080", "LEASE-014"})
  void delivers_again_what_had_run_but_was_not_written_down_when_the_node_died()
      throws InterruptedException {
    var bench = new ShardBench(mapping(4, ONCE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 8);
    var dying = bench.poller();
    dying.turn();
    dying.turn();
    bench.store.outOfReach(true);
    dying.turn();
    bench.store.outOfReach(false);

    bench.run(bench.poller());

    assertThat(bench.seen)
        .containsExactly(List.of(1, 2, 3, 4), List.of(1, 2), List.of(3, 4, 5, 6), List.of(7, 8));
  }

  @Test
  void writes_an_owed_checkpoint_before_it_does_anything_else() throws InterruptedException {
    var bench = new ShardBench(mapping(4, ONCE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 8);
    var poller = bench.poller();
    poller.turn();
    poller.turn();
    bench.store.outOfReach(true);
    for (int i = 0; i < 5; i++) {
      assertThat(poller.turn()).isEqualTo(new Turn.Rest(StreamPacing.DEFAULT.idle()));
    }
    assertThat(bench.seen).hasSize(1);
    bench.store.outOfReach(false);

    bench.run(poller);

    assertThat(bench.seen).containsExactly(List.of(1, 2, 3, 4), List.of(5, 6, 7, 8));
    assertThat(bench.store.checkpoints()).containsExactly(after(4), after(8));
  }

  @Test
  @Rule("LEASE-045")
  void starts_nothing_and_drops_everything_once_its_own_term_has_run_out()
      throws InterruptedException {
    var bench = new ShardBench(mapping(4, ONCE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 8);
    var poller = bench.poller();
    poller.turn();
    bench.termEnds = bench.clock.monotonic();

    assertThat(poller.turn()).isEqualTo(new Turn.Finished());

    assertThat(bench.seen).isEmpty();
    assertThat(bench.heard.events()).contains("leaseLost 8");
  }

  @Test
  @Rule("LEASE-045")
  void cannot_checkpoint_what_it_ran_after_another_node_took_the_shard()
      throws InterruptedException {
    var benches = new ArrayList<ShardBench>();
    var bench =
        new ShardBench(
            mapping(4, ONCE, false, null),
            _ -> {
              if (benches.getFirst().seen.size() == 1) {
                benches.getFirst().take();
              }
              return succeeded("null");
            });
    benches.add(bench);
    Checkpoint start = bench.checkpoint();
    bench.stream.put(SHARD, 8);

    assertThat(bench.run(bench.poller())).isEqualTo(new Turn.Finished());

    assertThat(bench.checkpoint()).isEqualTo(start);
    assertThat(bench.heard.sum("leaseLost")).isEqualTo(8);
    bench.run(bench.poller());
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  void sends_no_failure_record_for_a_shard_it_has_lost() throws InterruptedException {
    var bench = new ShardBench(mapping(8, ONCE, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    bench.sender.refuse(DOWN);
    var poller = bench.poller();
    while (bench.sender.tries() == 0) {
      poller.turn();
    }
    bench.sender.refuse(null);
    bench.termEnds = bench.clock.monotonic();

    poller.turn();

    assertThat(bench.sender.records()).isEqualTo(List.<InvocationRecord>of());
  }
}
