package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecountTest {

  private static final Path WEEK =
      Path.of(System.getProperty("sluice.root"), "infra/data/usgs-all-week-2018-02.geojson");

  @Test
  void finds_the_known_figures_in_the_week_of_earthquakes() throws Exception {
    List<Feature> features = FeatureFile.read(WEEK);
    Recount recount = new Recount(features);

    Expectation put = recount.after(Phase.PUT);
    Expectation replayed = recount.after(Phase.REPLAY);
    Expectation again = recount.after(Phase.PUT_AGAIN);

    assertThat(features).hasSize(1707);
    assertThat(put.quakes()).hasSize(1702);
    assertThat(put.letters().get(LetterKind.STREAM)).hasSize(5);
    assertThat(put.letters().get(LetterKind.QUEUE)).hasSize(3);
    assertThat(put.letters().get(LetterKind.ASYNC)).hasSize(2);
    assertThat(replayed.quakes()).hasSize(1707);
    assertThat(replayed.letterCount()).isZero();
    assertThat(replayed.duplicateCount()).isZero();
    assertThat(again.counts().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1707);
    assertThat(again.reviews()).hasSize(28);
    assertThat(again.alerts()).hasSize(39);
    assertThat(again.archived()).isEqualTo(78);
    assertThat(again.duplicateCount()).isEqualTo(1707);
  }

  @Test
  void keeps_the_newest_version_and_counts_it_once() {
    Feature older = feature("q1", 10, "ci", 0, false);
    Feature newer = feature("q1", 20, "nc", 3_600_000, false);
    Recount recount = new Recount(List.of(older, newer));

    Expectation put = recount.after(Phase.PUT);

    assertThat(put.quakes().get("q1")).isEqualTo(newer);
    assertThat(put.counts()).containsOnly(Map.entry(newer.countKey(), 1));
    assertThat(put.duplicateCount()).isZero();
  }

  @Test
  void calls_an_older_version_that_comes_late_a_duplicate() {
    Feature newer = feature("q1", 20, "ci", 0, false);
    Feature older = feature("q1", 10, "ci", 0, false);
    Recount recount = new Recount(List.of(newer, older));

    Expectation put = recount.after(Phase.PUT);

    assertThat(put.quakes().get("q1")).isEqualTo(newer);
    assertThat(put.duplicates()).containsEntry("q1", 1);
  }

  @Test
  void expects_a_replayed_letter_to_lose_against_a_newer_version_stored_meanwhile() {
    Feature defective = feature("q1", 10, "ci", 0, true);
    Feature sound = feature("q1", 20, "ci", 0, false);
    Recount recount = new Recount(List.of(defective, sound));

    Expectation put = recount.after(Phase.PUT);
    Expectation replayed = recount.after(Phase.REPLAY);

    assertThat(put.letters().get(LetterKind.STREAM)).isEqualTo(Set.of(defective.key()));
    assertThat(replayed.quakes().get("q1")).isEqualTo(sound);
    assertThat(replayed.duplicates()).containsEntry("q1", 1);
  }

  static Feature feature(String id, long updated, String network, long time, boolean lacksRms) {
    return new Feature(new FeatureKey(id, updated), network, time, true, false, lacksRms, false);
  }
}
