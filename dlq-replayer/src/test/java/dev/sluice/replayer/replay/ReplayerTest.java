package dev.sluice.replayer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.replay.ReplayOutcome.Failed;
import dev.sluice.replayer.replay.ReplayOutcome.Replayed;
import dev.sluice.replayer.replay.ReplayOutcome.Skipped;
import dev.sluice.replayer.selection.ReplayPlan;
import dev.sluice.replayer.testing.FakeQueue;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.replayer.testing.ManualPace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayerTest {

  private static final TargetAnswer CONFIRMED = new TargetAnswer.Confirmed(List.of());

  private final ManualPace pace = new ManualPace();
  private final List<String> log = new ArrayList<>();
  private final FakeQueue queue = new FakeQueue(pace, log);
  private final Deque<TargetAnswer> answers = new ArrayDeque<>();
  private final StopSignal stop = new StopSignal();
  private final List<ReplayOutcome> heard = new ArrayList<>();

  /// The process dies here: nothing after it runs, no clean-up either.
  private static final class Killed extends Error {}

  private TargetAnswer deliver(DeadLetter letter) {
    log.add("send " + letter.id());
    return answers.isEmpty() ? CONFIRMED : answers.pop();
  }

  private final class Listener implements ReplayListener {
    @Override
    public void started(ReplayPlan plan) {}

    @Override
    public void waiting(DeadLetter letter, String why, Duration wait) {}

    @Override
    public void ended(ReplayOutcome outcome) {
      heard.add(outcome);
    }
  }

  /// One run of the command: read, plan, carry out.
  private List<ReplayOutcome> run() throws InterruptedException {
    DeadLetterSource source = new DeadLetterSource(Letters.QUEUE, queue, pace);
    ReplayPlan plan = ReplayPlan.of(source.read().letters());
    return new Replayer(this::deliver, pace, RetryPatience.DEFAULT, new Listener())
        .carryOut(plan, source, stop);
  }

  @Test
  void removes_a_letter_only_after_its_own_replay_was_confirmed() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.put(Letters.redriven("b", 2));

    List<ReplayOutcome> outcomes = run();

    assertThat(log).containsExactly("send a", "delete a", "send b", "delete b");
    assertThat(outcomes).hasSize(2).allMatch(outcome -> outcome instanceof Replayed);
    assertThat(queue.ids()).isEmpty();
    assertThat(heard).isEqualTo(outcomes);
  }

  @Test
  void removes_nothing_that_was_refused_and_gives_it_back_at_once() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.put(Letters.redriven("b", 2));
    answers.add(new TargetAnswer.Refused("the function failed again"));

    List<ReplayOutcome> outcomes = run();

    assertThat(log).containsExactly("send a", "send b", "delete b");
    assertThat(outcomes.get(0)).isInstanceOf(Failed.class);
    assertThat(((Failed) outcomes.get(0)).reason()).isEqualTo("the function failed again");
    assertThat(queue.visible()).containsExactly("a");
  }

  @Test
  void leaves_the_letter_when_killed_between_send_and_delete_so_that_it_is_sent_again()
      throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.before =
        call -> {
          if (call.equals("delete")) {
            throw new Killed();
          }
        };

    assertThatThrownBy(this::run).isInstanceOf(Killed.class);
    assertThat(queue.ids()).containsExactly("a");
    queue.before = _ -> {};
    pace.pass(DeadLetterSource.VISIBILITY);
    run();

    assertThat(log).containsExactly("send a", "send a", "delete a");
    assertThat(queue.ids()).isEmpty();
  }

  @Test
  void leaves_the_letter_when_killed_while_sending() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    DeadLetterSource source = new DeadLetterSource(Letters.QUEUE, queue, pace);
    ReplayPlan plan = ReplayPlan.of(source.read().letters());
    Replayer dying =
        new Replayer(
            _ -> {
              throw new Killed();
            },
            pace,
            RetryPatience.DEFAULT,
            new Listener());

    assertThatThrownBy(() -> dying.carryOut(plan, source, stop)).isInstanceOf(Killed.class);

    assertThat(queue.ids()).containsExactly("a");
    assertThat(log).isEmpty();
  }

  @Test
  void tries_again_with_growing_waits_while_nobody_answers() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    answers.add(new TargetAnswer.Busy("throttled"));
    answers.add(new TargetAnswer.Busy("throttled"));

    List<ReplayOutcome> outcomes = run();

    assertThat(log).containsExactly("send a", "send a", "send a", "delete a");
    assertThat(pace.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(outcomes.getFirst()).isInstanceOf(Replayed.class);
  }

  @Test
  void gives_up_after_its_patience_and_leaves_the_letter() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    for (int i = 0; i < 1000; i++) {
      answers.add(new TargetAnswer.Busy("connection refused"));
    }

    List<ReplayOutcome> outcomes = run();

    assertThat(((Failed) outcomes.getFirst()).reason())
        .contains("connection refused", "given up after");
    assertThat(pace.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(110), Duration.ofMinutes(2));
    assertThat(queue.ids()).containsExactly("a");
    assertThat(log).doesNotContain("delete a");
  }

  @Test
  void removes_a_letter_although_the_first_calls_were_lost() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.lostDeletes = 2;

    List<ReplayOutcome> outcomes = run();

    assertThat(log).containsExactly("send a", "delete lost", "delete lost", "delete a");
    assertThat(pace.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(((Replayed) outcomes.getFirst()).removed()).isTrue();
    assertThat(((Replayed) outcomes.getFirst()).notes()).isEmpty();
    assertThat(queue.ids()).isEmpty();
  }

  @Test
  void counts_a_letter_it_could_not_remove_as_replayed_and_warns() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.deleteAnswer = new EntryResult.Failed("out of reach");

    List<ReplayOutcome> outcomes = run();

    assertThat(((Replayed) outcomes.getFirst()).removed()).isFalse();
    assertThat(((Replayed) outcomes.getFirst()).notes())
        .singleElement()
        .asString()
        .contains("still in the queue", "out of reach");
    assertThat(pace.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(130));
  }

  @Test
  void does_not_try_again_to_remove_what_the_queue_refuses_to_remove() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.deleteAnswer = new EntryResult.Refused("the handle is stale");

    List<ReplayOutcome> outcomes = run();

    assertThat(((Replayed) outcomes.getFirst()).removed()).isFalse();
    assertThat(log).containsExactly("send a", "delete a");
    assertThat(pace.pauses()).isEmpty();
  }

  @Test
  void tries_to_remove_for_a_few_seconds_only_once_it_was_told_to_stop()
      throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    queue.before = _ -> stop.raise();
    queue.deleteAnswer = new EntryResult.Failed("out of reach");

    run();

    assertThat(pace.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @Test
  void neither_sends_nor_removes_what_it_does_not_know() throws InterruptedException {
    queue.put(Letters.message("x", "who knows"));

    List<ReplayOutcome> outcomes = run();

    assertThat(outcomes.getFirst()).isInstanceOf(Skipped.class);
    assertThat(log).isEmpty();
    assertThat(queue.visible()).containsExactly("x");
  }

  @Test
  void sends_nothing_it_does_not_hold_any_more() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    DeadLetterSource source = new DeadLetterSource(Letters.QUEUE, queue, pace);
    ReplayPlan plan = ReplayPlan.of(source.read().letters());
    pace.pass(DeadLetterSource.VISIBILITY);

    List<ReplayOutcome> outcomes =
        new Replayer(this::deliver, pace, RetryPatience.DEFAULT, new Listener())
            .carryOut(plan, source, stop);

    assertThat(outcomes.getFirst()).isInstanceOf(Failed.class);
    assertThat(log).isEmpty();
  }

  @Test
  void begins_no_letter_once_it_was_told_to_stop() throws InterruptedException {
    queue.put(Letters.redriven("a", 1));
    stop.raise();

    List<ReplayOutcome> outcomes = run();

    assertThat(outcomes.getFirst()).isInstanceOf(Failed.class);
    assertThat(log).isEmpty();
    assertThat(queue.ids()).containsExactly("a");
  }
}
