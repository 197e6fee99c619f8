package dev.sluice.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequenceNumberTest {

  @ParameterizedTest(name = "{0} is before {1}")
  @CsvSource({
    "9, 10",
    "0, 1",
    "099, 100",
    "49590338271490256608559692538361571095921575989136588898,"
        + "49590338271490256608559692538361571095921575989136588899",
    "9223372036854775807, 49590338271490256608559692538361571095921575989136588898",
    "49590338271490256608559692538361571095921575989136588898,"
        + "149590338271490256608559692538361571095921575989136588898",
  })
  @Rule("LEASE-050")
  void compares_as_an_integer_and_not_as_text(String before, String after) {
    assertThat(SequenceNumber.parse(before)).isLessThan(SequenceNumber.parse(after));
    assertThat(SequenceNumber.parse(after)).isGreaterThan(SequenceNumber.parse(before));
  }
}
