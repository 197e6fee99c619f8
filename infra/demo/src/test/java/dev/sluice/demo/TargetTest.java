package dev.sluice.demo;

import static dev.sluice.demo.RecountTest.feature;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetTest {

  private static final Expectation NOTHING =
      new Expectation(Map.of(), Map.of(), Set.of(), Set.of(), 0, Map.of(), Map.of());
  private static final Stored EMPTY = new Stored(Map.of(), Map.of(), Map.of(), Map.of());

  private final Feature sound = feature("q1", 10, "ci", 0, false);
  private final Feature defective = feature("q2", 10, "ci", 0, true);
  private final Recount recount = new Recount(List.of(sound, defective));
  private final Expectation put = recount.after(Phase.PUT);
  private final Target target = new Target(Phase.PUT, put, NOTHING, EMPTY);

  @Test
  void misses_nothing_once_all_is_stored_or_dead_lettered() {
    assertThat(target.missing(moment(1, 10, Map.of("sluice-quakes-failures", 1)))).isEmpty();
  }

  @Test
  void misses_a_quake_that_is_stored_in_another_version() {
    assertThat(target.missing(moment(1, 9, Map.of("sluice-quakes-failures", 1))))
        .containsExactly("1 quakes not stored in the version of the file");
  }

  @Test
  void misses_a_letter_that_is_not_there() {
    assertThat(target.missing(moment(1, 10, Map.of())))
        .containsExactly("stream dead letters: 0 of 1");
  }

  @Test
  void waits_for_messages_that_no_function_has_settled() {
    Map<String, Integer> depths = Map.of("sluice-quakes-failures", 1, "sluice-reviews", 2);

    assertThat(target.missing(moment(1, 10, depths)))
        .containsExactly("2 messages waiting: sluice-reviews 2");
  }

  @Test
  void waits_for_every_quake_to_be_delivered_again() {
    recount.after(Phase.REPLAY);
    Expectation again = recount.after(Phase.PUT_AGAIN);
    Target second = new Target(Phase.PUT_AGAIN, again, put, moment(2, 10, Map.of()).stored());

    assertThat(second.missing(moment(2, 10, Map.of())))
        .containsExactly("2 quakes whose repeated delivery has not been seen");
  }

  private static Moment moment(int quakes, long updated, Map<String, Integer> depths) {
    Map<String, Stored.StoredQuake> rows =
        quakes == 1
            ? Map.of("q1", new Stored.StoredQuake(updated, 0))
            : Map.of(
                "q1", new Stored.StoredQuake(updated, 0), "q2", new Stored.StoredQuake(updated, 0));
    return new Moment(new Stored(rows, Map.of(), Map.of(), Map.of()), depths);
  }
}
