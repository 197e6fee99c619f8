package dev.sluice.processor.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.quakes.Feature;
import dev.sluice.processor.quakes.Patience;
import dev.sluice.processor.testing.Fakes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;

final class StreamWriterTest {

  private final Fakes.Stream stream = new Fakes.Stream();
  private final List<Duration> waits = new ArrayList<>();
  private Duration remaining = Duration.ofSeconds(60);
  private final StreamWriter writer =
      new StreamWriter(
          stream,
          "quakes",
          new Patience(
              new Patience.Limits(
                  Integer.MAX_VALUE,
                  Duration.ofMillis(100),
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(2)),
              new Random(1),
              wait -> {
                waits.add(wait);
                remaining = remaining.minus(wait);
              }),
          () -> remaining);

  @Test
  void puts_500_records_to_a_request_at_most() {
    for (int number = 0; number < 1001; number++) {
      writer.add(feature("id" + number, "{\"n\":" + number + "}"));
    }
    writer.flush();
    writer.flush();

    assertThat(stream.requests().stream().map(r -> r.records().size()))
        .containsExactly(500, 500, 1);
    assertThat(stream.taken()).hasSize(1001).doesNotHaveDuplicates();
    assertThat(stream.requests().getFirst().streamName()).isEqualTo("quakes");
    assertThat(stream.requests().getFirst().records().get(7).partitionKey()).isEqualTo("id7");
  }

  @Test
  void puts_5_MB_to_a_request_at_most() {
    for (int number = 0; number < 7; number++) {
      writer.add(feature("id" + number, "x".repeat(1_000_000)));
    }
    writer.flush();

    assertThat(stream.requests().stream().map(StreamWriterTest::bytes))
        .hasSize(2)
        .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(5L * 1024 * 1024));
    assertThat(stream.taken()).hasSize(7);
  }

  @Test
  void puts_refused_entries_again_one_by_one_until_they_are_taken() {
    Map<String, Integer> refusals = new HashMap<>(Map.of("b", 1, "c", 3));
    stream.refuse(entry -> refusals.merge(entry.partitionKey(), -1, Integer::sum) >= 0);

    for (String id : List.of("a", "b", "c", "d")) {
      writer.add(feature(id, id));
    }
    writer.flush();

    assertThat(stream.taken()).containsExactly("a", "d", "b", "c");
    assertThat(stream.requests().stream().map(r -> r.records().size()))
        .containsExactly(4, 1, 1, 1, 1);
    assertThat(waits).hasSize(4);
  }

  @Test
  void throws_when_the_time_is_nearly_out_and_an_entry_is_still_refused() {
    stream.refuse(entry -> entry.partitionKey().equals("b"));
    writer.add(feature("a", "a"));
    writer.add(feature("b", "b"));

    assertThatThrownBy(writer::flush)
        .isInstanceOf(StreamRefusedException.class)
        .hasMessageContaining("Stream quakes refused the record with partition key b");

    assertThat(remaining).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    assertThat(stream.taken()).containsExactly("a");
  }

  @Test
  void takes_a_feature_without_an_id_along() {
    writer.add(new Feature("{}", null, null, null));
    writer.flush();

    assertThat(stream.taken()).containsExactly("{}");
  }

  private static long bytes(PutRecordsRequest request) {
    return request.records().stream()
        .mapToLong(r -> r.data().asByteArray().length + r.partitionKey().length())
        .sum();
  }

  private static Feature feature(String id, String json) {
    return new Feature(json, id, "earthquake", null);
  }
}
