package dev.sluice.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonBytesTest {

  @Property
  void are_read_back_as_they_were(@ForAll String text) throws JsonProcessingException {
    String json = written(text);

    assertThat(new JsonMapper().readTree(json).textValue()).isEqualTo(text);
  }

  @Example
  void escape_every_control_character() throws JsonProcessingException {
    String text =
        IntStream.range(0, 0x100)
            .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
            .toString();

    assertThat(new JsonMapper().readTree(written(text)).textValue()).isEqualTo(text);
  }

  @Example
  void keep_half_a_surrogate_pair_as_an_escape() {
    assertThat(written("a\ud83db")).isEqualTo("\"a\\ud83db\"");
    assertThat(written("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
  }

  @Example
  void leave_what_json_does_not_demand() {
    assertThat(written("/<>&'\u007f\u2028")).isEqualTo("\"/<>&'\u007f\u2028\"");
  }

  private static String written(String text) {
    return new String(new JsonBytes().text(text).toArray(), StandardCharsets.UTF_8);
  }
}
