package dev.sluice.processor.quakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.testing.Samples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class QuakeTest {

  @Test
  void keeps_what_a_feature_says() {
    Quake quake = Quake.parse(Samples.json("us1", "null", 1));

    assertThat(quake.id()).isEqualTo("us1");
    assertThat(quake.updated()).isEqualTo(Instant.ofEpochMilli(1517966996303L));
    assertThat(quake.magnitude()).isEqualByComparingTo("5.1");
    assertThat(quake.rms()).isNull();
    assertThat(quake.tsunami()).isTrue();
    assertThat(quake.row())
        .isEqualTo(new HourlyCounts.Row("us", Instant.parse("2018-02-07T01:00:00Z")));
  }

  @Test
  void names_the_property_that_is_not_as_it_has_to_be() {
    assertThatThrownBy(() -> Quake.parse("{\"id\":\"a\",\"properties\":{\"net\":7}}"))
        .isInstanceOf(MalformedFeatureException.class)
        .hasMessage("Feature a: properties.net must be text, but is number.");
    assertThatThrownBy(
            () -> Quake.parse(Samples.json("a", "0", 0).replace("1517966996303", "\"x\"")))
        .hasMessageContaining("properties.updated must be milliseconds since 1970");
    assertThatThrownBy(() -> Quake.parse("{}")).hasMessageContaining("id must be text");
    assertThatThrownBy(() -> Quake.parse(Samples.json("a", "[]", 0)))
        .hasMessageContaining("properties.rms must be a number or null, but is array");
  }

  @Test
  void does_not_quote_a_payload_that_is_not_json() {
    assertThatThrownBy(() -> Quake.parse("{\"id\":secret}"))
        .isInstanceOf(MalformedFeatureException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }
}
