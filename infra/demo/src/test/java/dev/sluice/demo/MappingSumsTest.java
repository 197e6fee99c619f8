package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingSumsTest {

  @Test
  void adds_the_numbers_of_one_mapping_over_all_nodes() throws Exception {
    JsonNode first = json("[{'id':'a','source':'kinesis','polled':3},{'id':'b','polled':1}]");
    JsonNode second = json("[{'id':'b','polled':5},{'id':'a','source':'kinesis','polled':4}]");

    assertThat(MappingSums.of(List.of(first, second)))
        .isEqualTo(json("[{'id':'a','source':'kinesis','polled':7},{'id':'b','polled':6}]"));
  }

  @Test
  void leaves_out_nodes_that_did_not_answer() throws Exception {
    JsonNode one = json("[{'id':'a','polled':3}]");

    assertThat(MappingSums.of(List.of(json("[]"), one))).isEqualTo(one);
  }

  private static JsonNode json(String text) throws Exception {
    // Numbers as the sums have them.
    ObjectMapper mapper = new ObjectMapper();
    return mapper
        .reader()
        .with(DeserializationFeature.USE_LONG_FOR_INTS)
        .readTree(text.replace('\'', '"'));
  }
}
