package dev.sluice.processor.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {

  @Test
  void names_a_variable_that_is_missing_and_where_to_set_it() {
    assertThatThrownBy(() -> settings(Map.of()).required("STREAM_NAME"))
        .hasMessageStartingWith("Environment variable STREAM_NAME must be set, but is not.");
    assertThat(settings(Map.of("STREAM_NAME", "s")).required("STREAM_NAME")).isEqualTo("s");
  }

  @Test
  void accepts_defects_only_when_told_to() {
    assertThat(settings(Map.of()).acceptsDefects()).isFalse();
    assertThat(settings(Map.of("ACCEPT_DEFECTS", "false")).acceptsDefects()).isFalse();
    assertThat(settings(Map.of("ACCEPT_DEFECTS", "true")).acceptsDefects()).isTrue();
    assertThatThrownBy(() -> settings(Map.of("ACCEPT_DEFECTS", "yes")).acceptsDefects())
        .hasMessage("Environment variable ACCEPT_DEFECTS must be true or false, but is yes.");
  }

  private static Settings settings(Map<String, String> variables) {
    return new Settings(variables::get);
  }
}
