package dev.sluice.processor.quakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.processor.testing.Samples;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The facts `infra/data/README.md` states of the week, counted with the code the pipeline runs.
final class FeatureFactsTest {

  private static final List<Feature> FEATURES = Samples.features();
  private static final List<Quake> QUAKES =
      FEATURES.stream().map(feature -> Quake.parse(feature.json())).toList();

  @Test
  void has_1707_features_each_with_an_id_of_its_own() {
    assertThat(FEATURES).hasSize(1707);
    assertThat(FEATURES.stream().map(Feature::id).distinct()).hasSize(1707);
  }

  @Test
  void has_28_that_are_no_earthquakes_and_three_of_them_lack_rms() {
    assertThat(FEATURES.stream().filter(Feature::needsReview)).hasSize(28);
    assertThat(QUAKES.stream().filter(quake -> quake.type().equals("explosion"))).hasSize(15);
    assertThat(QUAKES.stream().filter(quake -> quake.type().equals("quarry blast"))).hasSize(13);
    assertThat(QUAKES.stream().filter(q -> !q.type().equals("earthquake") && q.rms() == null))
        .hasSize(3);
  }

  @Test
  void has_39_strong_ones_and_two_of_them_a_tsunami_flag() {
    List<Feature> strong = FEATURES.stream().filter(Feature::isStrong).toList();

    assertThat(strong).hasSize(39);
    assertThat(strong.stream().map(f -> Quake.parse(f.json())).filter(Quake::tsunami)).hasSize(2);
  }

  @Test
  void has_five_without_rms_44_below_zero_and_12_networks() {
    assertThat(QUAKES.stream().filter(quake -> quake.rms() == null)).hasSize(5);
    assertThat(
            QUAKES.stream()
                .map(Quake::magnitude)
                .filter(Objects::nonNull)
                .filter(magnitude -> magnitude.signum() < 0))
        .hasSize(44);
    assertThat(QUAKES.stream().map(Quake::network).distinct()).hasSize(12);
  }
}
