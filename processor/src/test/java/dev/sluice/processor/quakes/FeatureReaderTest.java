package dev.sluice.processor.quakes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FeatureReaderTest {

  @Test
  void passes_on_every_feature_with_its_numbers_as_written() throws IOException {
    List<Feature> features =
        all(
            """
            {"type":"FeatureCollection","metadata":{"features":[1]},"features":[
              {"type":"Feature","id":"a","properties":{"mag":4.10,"type":"earthquake"}},
              {"type":"Feature","id":"b","properties":{"mag":null}}],"bbox":[1,2]}\
            """);

    assertThat(features.getFirst().json())
        .isEqualTo(
            """
            {"type":"Feature","id":"a","properties":{"mag":4.10,"type":"earthquake"}}\
            """);
    assertThat(features.getFirst().needsReview()).isFalse();
    assertThat(features.get(1).magnitude()).isNull();
    assertThat(features.get(1).isStrong()).isFalse();
  }

  @Test
  void lets_a_feature_without_id_or_properties_pass_so_that_it_fails_alone() throws IOException {
    assertThat(all("{\"features\":[{}]}")).containsExactly(new Feature("{}", null, null, null));
  }

  @Test
  void calls_magnitude_5_strong_and_4_9_not() throws IOException {
    List<Feature> features =
        all("{\"features\":[{\"properties\":{\"mag\":5}},{\"properties\":{\"mag\":4.9}}]}");

    assertThat(features.stream().map(Feature::isStrong)).containsExactly(true, false);
  }

  @Test
  void refuses_a_file_that_is_cut_short() {
    assertThatThrownBy(() -> all("{\"features\":[{\"id\":\"a\"},{\"id\":"))
        .isInstanceOf(JsonProcessingException.class);
    assertThatThrownBy(() -> all("{\"features\":[{\"id\":\"a\"}]"))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void refuses_what_is_no_collection_of_features() {
    assertThatThrownBy(() -> all("[]")).hasMessageContaining("FeatureCollection");
    assertThatThrownBy(() -> all("{\"features\":{}}")).hasMessageContaining("no array");
    assertThatThrownBy(() -> all("{\"features\":[{},7]}")).hasMessageContaining("features[1]");
  }

  @Test
  void reads_no_further_than_it_must_for_the_next_feature() throws IOException {
    var endless = new EndlessFile();

    try (var reader = new FeatureReader(endless)) {
      for (int read = 0; read < 1000; read++) {
        assertThat(reader.next()).isPresent();
      }
    }

    assertThat(endless.served).isLessThan(1000L * EndlessFile.FEATURE.length + 100_000);
  }

  private static List<Feature> all(String file) throws IOException {
    List<Feature> features = new ArrayList<>();
    try (var reader = new FeatureReader(new ByteArrayInputStream(file.getBytes(UTF_8)))) {
      for (Optional<Feature> next = reader.next(); next.isPresent(); next = reader.next()) {
        features.add(next.get());
      }
      assertThat(reader.next()).as("the end stays the end").isEmpty();
    }
    return features;
  }

  /// A collection that never ends: whoever wants to hold it whole runs out of memory.
  private static final class EndlessFile extends InputStream {

    private static final byte[] START = "{\"features\":[{\"id\":\"first\"}".getBytes(UTF_8);
    private static final byte[] FEATURE =
        ",{\"id\":\"next\",\"properties\":{\"mag\":1.5}}".getBytes(UTF_8);

    private long served;

    @Override
    public int read(byte[] into, int offset, int length) {
      for (int place = 0; place < length; place++) {
        into[offset + place] = (byte) read();
      }
      return length;
    }

    @Override
    public int read() {
      long place = served++;
      return place < START.length
          ? START[(int) place]
          : FEATURE[(int) ((place - START.length) % FEATURE.length)];
    }
  }
}
