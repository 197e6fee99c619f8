package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IterationOrderTest {

  @Test
  void is_the_same_in_every_jvm() {
    IterationOrder.fix();

    assertThat(List.copyOf(Set.of(1, 2))).containsExactly(1, 2);
    assertThat(List.copyOf(Set.of(1, 2, 3, 4, 5))).containsExactly(5, 4, 3, 2, 1);
    assertThat(List.copyOf(Map.of(1, 1, 2, 2, 3, 3, 4, 4, 5, 5).keySet()))
        .containsExactly(5, 4, 3, 2, 1);
  }
}
