package dev.sluice.ingest.poller;

import static dev.sluice.ingest.poller.ShardBench.SHARD;
import static dev.sluice.ingest.poller.ShardBench.after;
import static dev.sluice.ingest.testing.ScriptedInvoker.failed;
import static dev.sluice.ingest.testing.ScriptedInvoker.succeeded;
import static dev.sluice.ingest.testing.StreamMappings.FAILURES;
import static dev.sluice.ingest.testing.StreamMappings.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.destination.StreamFailureRecord.Ending;
import dev.sluice.ingest.destination.StreamFailureRecord.LastAnswer;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.poller.ShardBench.NodeDied;
import dev.sluice.ingest.settle.RetryLimits;
import dev.sluice.ingest.settle.TakeOvers;
import dev.sluice.rules.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What becomes of records that kill the node that tries them. Each death is the end of a poller
/// and all it has in memory; the next one takes the lease over.
final class StreamPollerTakeOverTest {

  private static final RetryLimits FOR_EVER = new RetryLimits(-1, null, false);

  /// Records that got through to a function that answered.
  private final Set<Integer> handled = new TreeSet<>();

  /// Records that kill, for now.
  private final Set<Integer> killers = new HashSet<>();

  private InvocationOutcome function(List<Integer> batch) {
    if (batch.stream().anyMatch(killers::contains)) {
      throw new NodeDied();
    }
    handled.addAll(batch);
    return succeeded("null");
  }

  private ShardBench bench(int batchSize, @Nullable Destination onFailure) {
    return new ShardBench(mapping(batchSize, FOR_EVER, false, onFailure), this::function);
  }

  /// Lets one poller follow the other until one comes to rest; how many died.
  private static int deaths(ShardBench bench) throws InterruptedException {
    int deaths = 0;
    while (bench.dies(bench.poller())) {
      deaths++;
      assertThat(deaths).isLessThan(500);
    }
    return deaths;
  }

  private static List<Integer> condemned(ShardBench bench) {
    return bench.letters().stream()
        .map(letter -> letter.batch().first().sequenceNumber().value().intValueExact())
        .toList();
  }

  private static Set<Integer> allBut(int last, Set<Integer> some) {
    var all = new TreeSet<Integer>(IntStream.rangeClosed(1, last).boxed().toList());
    all.removeAll(some);
    return all;
  }

  @Test
  void finds_the_one_record_of_a_hundred_that_kills_and_sends_it_away_alone()
      throws InterruptedException {
    ShardBench bench = bench(100, FAILURES);
    killers.add(60);
    bench.stream.put(SHARD, 100);

    int deaths = deaths(bench);

    assertThat(deaths).isEqualTo(13);
    assertThat(condemned(bench)).containsExactly(60);
    var letter = bench.letters().getFirst();
    assertThat(letter.batch().size()).isEqualTo(1);
    assertThat(letter.ending())
        .isEqualTo(new Ending(Condition.RetryAttemptsExhausted, TakeOvers.LIMIT, LastAnswer.NONE));
    assertThat(handled).isEqualTo(allBut(100, Set.of(60)));
    assertThat(bench.heard.sum("dropped")).isZero();
    assertThat(bench.checkpoint()).isEqualTo(after(100));
  }

  @Test
  void tries_smaller_batches_after_each_death_and_larger_ones_after_each_success()
      throws InterruptedException {
    ShardBench bench = bench(16, FAILURES);
    killers.add(5);
    bench.stream.put(SHARD, 40);

    deaths(bench);

    assertThat(bench.seen.stream().map(List::size))
        .containsExactly(16, 8, 4, 8, 4, 2, 1, 1, 1, 2, 4, 8, 16, 5);
  }

  @Property(tries = 60)
  void harms_nobody_but_the_killers_wherever_they_are(
      @ForAll @IntRange(min = 1, max = 130) int batchSize,
      @ForAll @Size(min = 1, max = 3) Set<@IntRange(min = 1, max = 150) Integer> some)
      throws InterruptedException {
    handled.clear();
    killers.clear();
    killers.addAll(some);
    ShardBench bench = bench(batchSize, FAILURES);
    bench.stream.put(SHARD, 150);

    int deaths = deaths(bench);

    assertThat(condemned(bench)).containsExactlyElementsOf(new TreeSet<>(some));
    assertThat(handled).isEqualTo(allBut(150, some));
    assertThat(deaths).isLessThanOrEqualTo(some.size() * (3 * 7 + TakeOvers.LIMIT + 1));
  }

  @Test
  void never_gives_a_record_up_that_it_could_not_report() throws InterruptedException {
    ShardBench bench = bench(1, null);
    killers.add(1);
    bench.stream.put(SHARD, 2);
    for (int i = 0; i < 10; i++) {
      assertThat(bench.dies(bench.poller())).isTrue();
    }
    assertThat(bench.heard.sum("stuck")).isEqualTo(10 - 1 - TakeOvers.LIMIT);
    assertThat(handled).isEmpty();
    killers.clear();

    deaths(bench);

    assertThat(handled).containsExactly(1, 2);
    assertThat(bench.heard.sum("dropped")).isZero();
  }

  @Test
  void says_once_and_not_at_each_attempt_that_a_record_is_stuck() throws InterruptedException {
    var answers = new ArrayList<List<Integer>>();
    var bench =
        new ShardBench(
            mapping(1, FOR_EVER, false, null),
            batch -> {
              answers.add(batch);
              if (answers.size() <= 4) {
                throw new NodeDied();
              }
              return answers.size() < 8 ? failed() : succeeded("null");
            });
    bench.stream.put(SHARD, 1);

    assertThat(deaths(bench)).isEqualTo(4);

    assertThat(answers).hasSize(8);
    assertThat(bench.heard.sum("stuck")).isEqualTo(1);
  }

  @Test
  void spends_no_record_of_a_shard_that_was_idle_while_nodes_died() throws InterruptedException {
    ShardBench bench = bench(100, FAILURES);
    for (int i = 0; i < 50; i++) {
      bench.run(bench.poller());
    }
    bench.stream.put(SHARD, 20);

    assertThat(deaths(bench)).isZero();

    assertThat(bench.letters()).isEmpty();
    assertThat(bench.seen.stream().map(List::size)).containsExactly(1, 2, 4, 7, 6);
  }

  @Test
  void counts_no_holder_that_gave_the_shard_back() throws InterruptedException {
    var bench = new ShardBench(mapping(1, FOR_EVER, false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 1);
    for (int i = 0; i < 10; i++) {
      StreamPoller poller = bench.poller();
      int before = bench.seen.size();
      while (bench.seen.size() == before) {
        poller.turn();
      }
      bench.release();
    }

    assertThat(bench.seen).hasSize(10);
    assertThat(bench.letters()).isEmpty();
  }

  @Test
  @Rule("LEASE-062")
  void keeps_the_attempts_of_a_batch_it_has_to_cut() throws InterruptedException {
    var bench =
        new ShardBench(mapping(8, new RetryLimits(2, null, false), false, FAILURES), _ -> failed());
    bench.stream.put(SHARD, 8);
    var dying = bench.poller();
    while (bench.seen.size() < 2) {
      dying.turn();
    }

    bench.run(bench.poller());

    assertThat(bench.seen.get(2)).containsExactly(1, 2, 3, 4);
    assertThat(bench.letters().getFirst().batch().size()).isEqualTo(4);
    assertThat(bench.letters().getFirst().ending().approximateInvokeCount()).isEqualTo(3);
  }

  @Test
  @Rule("KIN-083")
  void writes_down_what_it_tries_only_while_take_overs_are_counted() throws InterruptedException {
    var during = new ArrayList<Checkpoint>();
    var benches = new ArrayList<ShardBench>();
    var bench =
        new ShardBench(
            mapping(2, FOR_EVER, false, FAILURES),
            _ -> {
              during.add(benches.getFirst().checkpoint());
              return succeeded("null");
            });
    benches.add(bench);
    bench.take(); // and dies
    bench.stream.put(SHARD, 3);

    bench.run(bench.poller());

    assertThat(bench.seen).containsExactly(List.of(1), List.of(2, 3));
    assertThat(during)
        .extracting(checkpoint -> ((Checkpoint.Open) checkpoint).inHand() != null)
        .containsExactly(true, false);
    assertThat(bench.store.lease(bench.key).takeOvers()).isZero();
  }

  @Test
  void tries_nothing_that_it_could_not_write_down() throws InterruptedException {
    ShardBench bench = bench(4, FAILURES);
    bench.take(); // and dies
    bench.stream.put(SHARD, 4);
    StreamPoller poller = bench.poller();
    poller.turn();
    poller.turn();
    bench.store.outOfReach(true);
    for (int i = 0; i < 5; i++) {
      assertThat(poller.turn()).isEqualTo(new Turn.Rest(StreamPacing.DEFAULT.idle()));
    }
    assertThat(bench.seen).isEmpty();
    bench.store.outOfReach(false);

    bench.run(poller);

    assertThat(bench.seen).containsExactly(List.of(1, 2), List.of(3, 4));
  }

  @Test
  void counts_and_names_what_was_in_hand_when_the_row_of_a_trimmed_shard_was_removed()
      throws InterruptedException {
    var benches = new ArrayList<ShardBench>();
    var bench =
        new ShardBench(
            mapping(4, FOR_EVER, false, FAILURES),
            _ -> {
              ShardBench it = benches.getFirst();
              it.store.remove(it.store.lease(it.key));
              return succeeded("null");
            });
    benches.add(bench);
    bench.stream.put(SHARD, 10);

    StreamPoller poller = bench.poller();
    while (!(poller.turn() instanceof Turn.Finished)) {
      assertThat(bench.seen).hasSizeLessThan(2);
    }

    assertThat(bench.heard.sum("dropped")).as("all but what the function handled").isEqualTo(6);
    assertThat(bench.heard.events()).contains("leaseLost 0");
  }
}
