package dev.sluice.ingest.poller;

import static dev.sluice.ingest.poller.ShardBench.SHARD;
import static dev.sluice.ingest.poller.ShardBench.after;
import static dev.sluice.ingest.testing.ScriptedInvoker.failed;
import static dev.sluice.ingest.testing.ScriptedInvoker.succeeded;
import static dev.sluice.ingest.testing.ScriptedInvoker.throttled;
import static dev.sluice.ingest.testing.StreamMappings.FAILURES;
import static dev.sluice.ingest.testing.StreamMappings.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.destination.StreamFailureRecord.Ending;
import dev.sluice.ingest.destination.StreamFailureRecord.LastAnswer;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.source.StreamRead;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamPollerTest {

  private static final RetryLimits TWICE_MORE = new RetryLimits(2, null, false);
  private static final RetryLimits TWICE_MORE_BISECTING = new RetryLimits(2, null, true);
  private static final RetryLimits FOR_EVER = new RetryLimits(-1, null, false);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static InvocationOutcome poison(List<Integer> batch) {
    return batch.contains(6) ? failed() : succeeded("null");
  }

  private static InvocationOutcome reporting(List<Integer> batch) {
    return succeeded(
        batch.contains(6) ? "{\"batchItemFailures\":[{\"itemIdentifier\":\"6\"}]}" : "{}");
  }

  @Test
  @Rule({"KIN-022", "OBS-020", "OBS-022"})
  void hands_over_every_record_once_and_in_order() throws InterruptedException {
    var bench = new ShardBench(mapping(3, TWICE_MORE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 8);

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7, 8));
    assertThat(bench.checkpoint()).isEqualTo(after(8));
    assertThat(bench.heard.sum("polled")).isEqualTo(8);
    assertThat(bench.heard.sum("invoked")).isEqualTo(8);
    assertThat(bench.heard.sum("failedInvoke")).isZero();
  }

  @Test
  @Rule("KIN-080")
  void moves_the_checkpoint_only_after_the_function_succeeded() throws InterruptedException {
    var during = new ArrayList<Checkpoint>();
    var benches = new ArrayList<ShardBench>();
    var bench =
        new ShardBench(
            mapping(3, TWICE_MORE, false, null),
            _ -> {
              during.add(benches.getFirst().checkpoint());
              return succeeded("null");
            });
    benches.add(bench);
    Checkpoint start = bench.checkpoint();
    bench.stream.put(SHARD, 6);

    bench.run(bench.poller());

    assertThat(during).containsExactly(start, after(3));
  }

  @Test
  @Rule({"KIN-043", "KIN-040"})
  void waits_twice_as_long_after_each_failure_and_lets_nothing_pass() throws InterruptedException {
    var attempts = new ArrayList<List<Integer>>();
    var bench =
        new ShardBench(
            mapping(2, FOR_EVER, false, null),
            batch -> {
              attempts.add(batch);
              return attempts.size() < 9 ? failed() : succeeded("null");
            });
    bench.stream.put(SHARD, 3);

    bench.run(bench.poller());

    assertThat(bench.rests.subList(0, 8))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    assertThat(attempts.subList(0, 9)).containsOnly(List.of(1, 2));
    assertThat(attempts.getLast()).containsExactly(3);
  }

  @Test
  @Rule({"KIN-041", "KIN-055", "DEST-008", "DEST-017", "OBS-025"})
  void reports_an_exhausted_batch_as_a_whole_without_bisect() throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, FAILURES), StreamPollerTest::poison);
    bench.stream.put(SHARD, 8);

    bench.run(bench.poller());

    assertThat(bench.seen).hasSize(3);
    var letter = bench.letters().getFirst();
    assertThat(letter.ending())
        .isEqualTo(new Ending(Condition.RetryAttemptsExhausted, 3, LastAnswer.FUNCTION_ERROR));
    assertThat(letter.batch().size()).isEqualTo(8);
    assertThat(letter.batch().first().sequenceNumber()).hasToString("1");
    assertThat(letter.batch().last().sequenceNumber()).hasToString("8");
    assertThat(letter.function()).isEqualTo(ShardBench.FUNCTION);
    assertThat(letter.requestId()).isEqualTo(bench.requests().getLast().requestId());
    assertThat(bench.heard.sum("failedInvoke")).isEqualTo(24);
    assertThat(bench.heard.sum("onFailureDelivered")).isEqualTo(8);
    assertThat(bench.heard.sum("dropped")).isZero();
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  @Rule({"KIN-050", "KIN-051", "KIN-048", "LEASE-018"})
  void reports_the_poison_record_alone_with_bisect() throws InterruptedException {
    var bench =
        new ShardBench(mapping(8, TWICE_MORE_BISECTING, false, FAILURES), StreamPollerTest::poison);
    bench.stream.put(SHARD, 9);

    bench.run(bench.poller());

    assertThat(bench.seen)
        .containsExactly(
            List.of(1, 2, 3, 4, 5, 6, 7, 8),
            List.of(1, 2, 3, 4),
            List.of(5, 6, 7, 8),
            List.of(5, 6),
            List.of(5),
            List.of(6),
            List.of(6),
            List.of(6),
            List.of(7, 8),
            List.of(9));
    assertThat(bench.letters()).hasSize(1);
    assertThat(bench.letters().getFirst().batch().first().sequenceNumber()).hasToString("6");
    assertThat(bench.letters().getFirst().batch().size()).isEqualTo(1);
    assertThat(bench.checkpoint()).isEqualTo(after(9));
  }

  @Test
  @Rule({"KIN-061", "KIN-068", "DEST-006"})
  void reports_a_record_named_as_failed_without_a_function_error() throws InterruptedException {
    var bench =
        new ShardBench(
            mapping(3, new RetryLimits(3, null, false), true, FAILURES),
            StreamPollerTest::reporting);
    bench.stream.put(SHARD, 6);

    bench.run(bench.poller());

    assertThat(bench.seen)
        .containsExactly(
            List.of(1, 2, 3), List.of(4, 5, 6), List.of(6), List.of(6), List.of(6), List.of(6));
    assertThat(bench.letters().getFirst().ending())
        .isEqualTo(new Ending(Condition.RetryAttemptsExhausted, 4, LastAnswer.ITEM_FAILURES));
    assertThat(bench.letters().getFirst().batch().first().sequenceNumber()).hasToString("6");
    assertThat(bench.letters().getFirst().batch().size()).isEqualTo(1);
    assertThat(bench.heard.sum("failedInvoke")).isEqualTo(3 + 4);
  }

  @Test
  void gives_each_attempt_a_request_id_of_its_own() throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, null), _ -> failed());
    bench.stream.put(SHARD, 1);

    bench.run(bench.poller());

    var ids = bench.requests().stream().map(InvocationRequest::requestId).toList();
    assertThat(new HashSet<>(ids)).hasSize(3);
  }

  @Test
  @Rule("KIN-042")
  void spends_no_attempt_on_throttles_but_waits_longer_each_time() throws InterruptedException {
    var calls = new ArrayList<List<Integer>>();
    var bench =
        new ShardBench(
            mapping(8, new RetryLimits(0, null, true), false, null),
            batch -> {
              calls.add(batch);
              return calls.size() < 4 ? throttled() : succeeded("null");
            });
    bench.stream.put(SHARD, 2);

    bench.run(bench.poller());

    assertThat(calls).hasSize(4).containsOnly(List.of(1, 2));
    assertThat(bench.rests).startsWith(SECOND, Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(bench.heard.sum("throttled")).isEqualTo(6);
    assertThat(bench.heard.sum("failedInvoke")).isZero();
    assertThat(bench.heard.sum("invoked")).isEqualTo(2);
    assertThat(bench.heard.sum("dropped")).isZero();
  }

  @Test
  @Rule({"KIN-044", "KIN-045", "KIN-046", "DEST-005", "DEST-017"})
  void sends_a_record_that_is_too_old_away_and_delivers_the_others() throws InterruptedException {
    var limits = new RetryLimits(2, Duration.ofSeconds(60), false);
    var bench = new ShardBench(mapping(8, limits, false, FAILURES), _ -> succeeded("null"));
    bench.stream.put(SHARD, 1);
    bench.clock.advance(Duration.ofSeconds(61));
    bench.stream.put(SHARD, 5);

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(2, 3, 4, 5, 6));
    var letter = bench.letters().getFirst();
    assertThat(letter.ending())
        .isEqualTo(new Ending(Condition.RecordAgeExceeded, 1, LastAnswer.NONE));
    assertThat(letter.batch().size()).isEqualTo(1);
    assertThat(letter.requestId().value()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(bench.requests())
        .extracting(InvocationRequest::requestId)
        .doesNotContain(letter.requestId());
    assertThat(bench.letters()).hasSize(1);
  }

  @Test
  @Rule("KIN-047")
  void looks_at_the_age_again_before_each_retry() throws InterruptedException {
    var limits = new RetryLimits(-1, Duration.ofSeconds(60), false);
    var bench = new ShardBench(mapping(8, limits, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 1);

    bench.run(bench.poller());

    // Tried after 0, 1, 3, 7, 15 and 31 seconds; after 63 it is too old.
    assertThat(bench.seen).hasSize(6);
    assertThat(bench.letters().getFirst().ending())
        .isEqualTo(new Ending(Condition.RecordAgeExceeded, 7, LastAnswer.NONE));
    assertThat(bench.checkpoint()).isEqualTo(after(1));
  }

  @Test
  @Rule("KIN-047")
  void lets_a_batch_finish_that_grows_too_old_while_it_runs() throws InterruptedException {
    var limits = new RetryLimits(-1, Duration.ofSeconds(60), false);
    var benches = new ArrayList<ShardBench>();
    var bench =
        new ShardBench(
            mapping(8, limits, false, FAILURES),
            _ -> {
              benches.getFirst().clock.advance(Duration.ofSeconds(61));
              return succeeded("null");
            });
    benches.add(bench);
    bench.stream.put(SHARD, 1);

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(1));
    assertThat(bench.letters()).isEmpty();
    assertThat(bench.checkpoint()).isEqualTo(after(1));
  }

  @Test
  @Rule("KIN-025")
  void never_blocks_on_a_record_no_event_can_carry() throws InterruptedException {
    var bench = new ShardBench(mapping(8, FOR_EVER, false, FAILURES), _ -> succeeded("null"));
    bench.stream.put(SHARD, 1);
    bench.stream.put(SHARD, "key", "x".repeat(5_000_000));
    bench.stream.put(SHARD, 1);

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(1), List.of(3));
    assertThat(bench.letters().getFirst().batch().first().sequenceNumber()).hasToString("2");
    assertThat(bench.letters().getFirst().ending())
        .isEqualTo(new Ending(Condition.RetryAttemptsExhausted, 0, LastAnswer.NONE));
  }

  @Test
  @Rule("OBS-024")
  void counts_what_it_drops_when_there_is_no_destination() throws InterruptedException {
    var bench =
        new ShardBench(mapping(8, TWICE_MORE_BISECTING, false, null), StreamPollerTest::poison);
    bench.stream.put(SHARD, 8);

    bench.run(bench.poller());

    assertThat(bench.heard.sum("dropped")).isEqualTo(1);
    assertThat(bench.heard.sum("onFailureDelivered")).isZero();
    assertThat(bench.checkpoint()).isEqualTo(after(8));
  }

  @Test
  @Rule("KIN-082")
  void tells_the_age_of_the_last_record_when_it_sends_a_batch() throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 1);
    bench.clock.advance(Duration.ofSeconds(5));
    bench.stream.put(SHARD, 1);
    bench.clock.advance(Duration.ofSeconds(2));

    bench.run(bench.poller());

    assertThat(bench.heard.events()).contains("iteratorAge 2000");
  }

  @Test
  @Rule("KIN-001")
  void reads_an_idle_shard_once_a_second_and_one_that_lies_behind_at_once()
      throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, null), _ -> succeeded("null"));
    var poller = bench.poller();

    assertThat(poller.turn()).isEqualTo(new Turn.Again());
    assertThat(poller.turn()).isEqualTo(new Turn.Rest(SECOND));
    bench.clock.advance(Duration.ofMillis(400));
    assertThat(poller.turn()).isEqualTo(new Turn.Rest(Duration.ofMillis(600)));
    assertThat(bench.stream.reads()).isEqualTo(1);

    bench.stream.answer(new StreamRead.Records(List.of(), Duration.ofSeconds(9), false));
    bench.clock.advance(Duration.ofMillis(600));
    poller.turn();
    assertThat(poller.turn()).isEqualTo(new Turn.Rest(StreamPacing.DEFAULT.busy()));
  }

  @Test
  void goes_on_after_reads_that_failed() throws InterruptedException {
    var bench = new ShardBench(mapping(8, TWICE_MORE, false, null), _ -> succeeded("null"));
    bench.stream.put(SHARD, 2);
    bench.stream.answer(new StreamRead.Throttled());
    bench.stream.answer(new StreamRead.OutOfReach("by the test"));
    bench.stream.answer(new StreamRead.Gone("by the test"));

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(1, 2));
    assertThat(bench.rests).containsExactly(SECOND, SECOND, Duration.ofSeconds(30));
  }

  @Test
  @Rule("LEASE-031")
  void finishes_a_closed_shard_only_when_all_of_it_is_settled() throws InterruptedException {
    var bench = new ShardBench(mapping(3, TWICE_MORE, false, FAILURES), StreamPollerTest::poison);
    bench.stream.put(SHARD, 7);
    bench.stream.close(SHARD);

    var end = bench.run(bench.poller());

    assertThat(end).isEqualTo(new Turn.Finished());
    assertThat(bench.checkpoint()).isEqualTo(new Checkpoint.ShardEnd());
    assertThat(bench.store.checkpoints().indexOf(new Checkpoint.ShardEnd()))
        .isGreaterThan(bench.store.checkpoints().indexOf(after(7)));
    assertThat(bench.seen.getLast()).containsExactly(7);
  }
}
