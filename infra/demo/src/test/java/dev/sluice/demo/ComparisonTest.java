package dev.sluice.demo;

import static dev.sluice.demo.RecountTest.feature;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Feature one = feature("q1", 10, "ci", 0, false);
  private final Feature two = feature("q2", 10, "ci", 0, false);
  private final Expectation expected = new Recount(List.of(one, two)).after(Phase.PUT);

  @Test
  void finds_nothing_wrong_where_all_rows_agree() {
    Comparison compared = Comparison.of(expected, stored(quakes(10, 10), 2, Map.of()));

    assertThat(compared).isEqualTo(new Comparison(0, 0, 0, List.of()));
  }

  @Test
  void counts_a_missing_quake_and_its_missing_count_as_lost() {
    Stored stored = stored(Map.of("q1", new Stored.StoredQuake(10, 0)), 1, Map.of());

    assertThat(Comparison.of(expected, stored).lost()).isEqualTo(2);
  }

  @Test
  void counts_an_outdated_version_as_lost() {
    assertThat(Comparison.of(expected, stored(quakes(10, 9), 2, Map.of())).lost()).isEqualTo(1);
  }

  @Test
  void counts_what_was_counted_twice_as_doubled() {
    Comparison compared = Comparison.of(expected, stored(quakes(10, 10), 3, Map.of()));

    assertThat(compared.doubled()).isEqualTo(1);
    assertThat(compared.problems()).containsExactly("1 too many in the hourly counts");
  }

  @Test
  void counts_a_second_effect_of_a_review_as_repeated() {
    FeatureKey review = new FeatureKey("r1", 5);
    Expectation withReview =
        new Expectation(
            expected.quakes(), expected.counts(), Set.of(review), Set.of(), 0, Map.of(), Map.of());

    Comparison compared = Comparison.of(withReview, stored(quakes(10, 10), 2, Map.of(review, 2)));

    assertThat(compared.repeatedEffects()).isEqualTo(1);
  }

  @Test
  void counts_a_review_that_never_took_effect_as_lost() {
    Expectation withReview =
        new Expectation(
            expected.quakes(),
            expected.counts(),
            Set.of(new FeatureKey("r1", 5)),
            Set.of(),
            0,
            Map.of(),
            Map.of());

    assertThat(Comparison.of(withReview, stored(quakes(10, 10), 2, Map.of())).lost()).isEqualTo(1);
  }

  private static Map<String, Stored.StoredQuake> quakes(long first, long second) {
    return Map.of("q1", new Stored.StoredQuake(first, 0), "q2", new Stored.StoredQuake(second, 0));
  }

  private static Stored stored(
      Map<String, Stored.StoredQuake> quakes, int count, Map<FeatureKey, Integer> reviews) {
    return new Stored(
        quakes, Map.of(new CountKey("ci", "1970-01-01T00:00:00Z"), count), reviews, Map.of());
  }
}
