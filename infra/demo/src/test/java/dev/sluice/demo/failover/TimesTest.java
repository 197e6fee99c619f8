package dev.sluice.demo.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {

  private static final Duration PROMISE = Duration.ofSeconds(15);

  @Test
  void take_the_middle_of_an_odd_number() {
    Times times = Times.of(millis(9_000, 1_000, 4_000), PROMISE);

    assertThat(times.medianSeconds()).isEqualTo(4);
    assertThat(times.worstSeconds()).isEqualTo(9);
    assertThat(times.seconds()).containsExactly(9.0, 1.0, 4.0);
  }

  @Test
  void take_the_mean_of_the_two_in_the_middle_of_an_even_number() {
    assertThat(Times.of(millis(4_000, 1_000, 2_000, 9_000), PROMISE).medianSeconds()).isEqualTo(3);
  }

  @Test
  void keep_the_promise_up_to_its_very_end() {
    assertThat(Times.of(millis(15_000), PROMISE).isKept()).isTrue();
    assertThat(Times.of(millis(15_001, 3_000), PROMISE).isKept()).isFalse();
  }

  @Test
  void promise_nothing_where_nothing_was_measured() {
    Times times = Times.of(List.of(), PROMISE);

    assertThat(times.isKept()).isTrue();
    assertThat(times.row()).doesNotContain("0.0");
  }

  private static List<Duration> millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
  }
}
