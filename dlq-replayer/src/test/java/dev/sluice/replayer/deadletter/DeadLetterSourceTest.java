package dev.sluice.replayer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.replayer.testing.FakeQueue;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.replayer.testing.ManualPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterSourceTest {

  private final ManualPace pace = new ManualPace();
  private final FakeQueue queue = new FakeQueue(pace, new ArrayList<>());
  private final DeadLetterSource source = new DeadLetterSource(Letters.QUEUE, queue, pace);

  private void put(int count) {
    for (int i = 0; i < count; i++) {
      queue.put(Letters.redriven("m" + i, i));
    }
  }

  @Test
  void hides_what_it_reads_and_shows_it_again_when_given_back() throws InterruptedException {
    put(25);

    Reading reading = source.read();

    assertThat(reading.letters()).hasSize(25);
    assertThat(reading.ending()).isEqualTo(new Reading.Ending.Emptied());
    assertThat(queue.visible()).isEmpty();
    assertThat(source.giveBackAll()).isZero();
    assertThat(queue.visible()).hasSize(25);
  }

  @Test
  void removes_nothing_by_reading_and_giving_back() throws InterruptedException {
    put(3);

    source.read();
    source.giveBackAll();

    assertThat(queue.ids()).containsExactly("m0", "m1", "m2");
  }

  @Test
  void stops_at_the_most_one_run_holds() throws InterruptedException {
    put(DeadLetterSource.MOST_IN_HAND + 15);

    Reading reading = source.read();

    assertThat(reading.letters()).hasSize(DeadLetterSource.MOST_IN_HAND);
    assertThat(reading.ending())
        .isEqualTo(new Reading.Ending.LimitReached(DeadLetterSource.MOST_IN_HAND));
  }

  @Test
  void keeps_what_it_read_when_the_queue_goes_away() throws InterruptedException {
    put(15);
    queue.receivesLeft = 1;

    Reading reading = source.read();

    assertThat(reading.letters()).hasSize(10);
    assertThat(reading.ending()).isEqualTo(new Reading.Ending.Broken("the queue is away"));
  }

  @Test
  void keeps_letters_hidden_as_long_as_they_are_renewed() throws InterruptedException {
    put(12);
    DeadLetter letter = source.read().letters().getFirst();

    for (int i = 0; i < 20; i++) {
      pace.pass(DeadLetterSource.RENEWAL);
      source.renew();
    }

    assertThat(queue.visible()).isEmpty();
    assertThat(source.holds(letter)).isTrue();
  }

  @Test
  void does_not_count_a_letter_as_held_whose_time_ran_out() throws InterruptedException {
    put(1);
    DeadLetter letter = source.read().letters().getFirst();
    queue.extendAnswer = new EntryResult.Failed("out of reach");

    pace.pass(DeadLetterSource.RENEWAL);
    source.renew();
    assertThat(source.holds(letter)).isTrue();
    pace.pass(DeadLetterSource.VISIBILITY);
    assertThat(source.holds(letter)).isFalse();
  }

  @Test
  void lets_go_of_a_letter_the_queue_refuses_to_hide() throws InterruptedException {
    put(1);
    DeadLetter letter = source.read().letters().getFirst();
    queue.extendAnswer = new EntryResult.Refused("the handle is stale");

    source.renew();

    assertThat(source.holds(letter)).isFalse();
  }

  @Test
  void never_hides_again_what_was_given_back() throws InterruptedException {
    put(2);
    List<DeadLetter> letters = source.read().letters();

    source.giveBack(letters.subList(0, 1));
    source.renew();

    assertThat(queue.visible()).containsExactly("m0");
  }

  @Test
  void doubts_a_removal_that_came_after_its_time() throws InterruptedException {
    put(1);
    DeadLetter letter = source.read().letters().getFirst();
    pace.pass(DeadLetterSource.VISIBILITY.plus(Duration.ofSeconds(1)));

    assertThat(source.remove(letter)).isInstanceOf(Removal.Doubtful.class);
  }
}
