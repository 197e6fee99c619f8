package dev.sluice.processor.quakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PatienceTest {

  private final List<Duration> waits = new ArrayList<>();
  private final Patience patience =
      new Patience(
          new Patience.Limits(
              8, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2)),
          new Random(1),
          waits::add);

  @Test
  void waits_longer_each_time_up_to_its_ceiling_and_gives_up_after_its_attempts() {
    int attempt = 1;
    while (patience.waitAfter(attempt, Duration.ofMinutes(1))) {
      attempt++;
    }

    assertThat(attempt).isEqualTo(8);
    assertThat(waits).hasSize(7);
    for (int wait = 0; wait < waits.size(); wait++) {
      long bound = Math.min(100L << wait, 1000);
      assertThat(waits.get(wait).toMillis()).isBetween(bound / 2, bound);
    }
  }

  @Test
  void does_not_wait_into_the_reserve() {
    assertThat(patience.waitAfter(1, Duration.ofMillis(2_040))).isFalse();
    assertThat(patience.waitAfter(1, Duration.ofMillis(2_101))).isTrue();
    assertThat(waits).hasSize(1);
  }

  @Test
  void gives_up_when_interrupted_and_leaves_the_interrupt_to_its_caller() {
    var interrupted =
        new Patience(
            new Patience.Limits(8, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new Random(1),
            _ -> {
              throw new InterruptedException();
            });

    assertThat(interrupted.waitAfter(1, Duration.ofMinutes(1))).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
