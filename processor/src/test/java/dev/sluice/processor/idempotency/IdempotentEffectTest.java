package dev.sluice.processor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.processor.testing.Samples;
import dev.sluice.processor.testing.Tables;
import dev.sluice.processor.testing.Tables.Item;
import dev.sluice.processor.testing.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IdempotentEffectTest {

  private final AtomicInteger taken = new AtomicInteger();
  private LocalCloud cloud;
  private int tests;
  private IdempotentEffect effects;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.DYNAMODB);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @BeforeEach
  void freshTable() {
    tests++;
    taken.set(0);
    Tables.create(cloud.dynamoDb(), "marks-" + tests, "id:S");
    effects = new IdempotentEffect(cloud.dynamoDb(), "marks-" + tests);
  }

  @Test
  void takes_place_once_for_a_key_and_gives_the_first_answer_ever_after() {
    assertThat(effects.once(key("a"), new TestContext(), this::take)).isEqualTo("1");
    assertThat(effects.once(key("a"), new TestContext(), this::take)).isEqualTo("1");
    assertThat(effects.once(key("b"), new TestContext(), this::take)).isEqualTo("2");

    assertThat(taken).hasValue(2);
    assertThat(marks())
        .hasSize(2)
        .allSatisfy(m -> assertThat(m.get("status")).isEqualTo("COMPLETED"));
  }

  @Test
  void is_remembered_longer_than_a_record_and_then_its_letter_can_lie() throws IOException {
    String template = Files.readString(Samples.root().resolve("infra/pipeline.yaml"));
    Duration letters =
        Pattern.compile("MessageRetentionPeriod: (\\d+)")
            .matcher(template)
            .results()
            .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Duration source = Duration.ofDays(4); // what queues keep that say nothing, as the sources do

    effects.once(key("a"), new TestContext(), this::take);

    long expiration = Long.parseLong(marks().getFirst().get("expiration"));
    assertThat(Instant.ofEpochSecond(expiration)).isAfter(Instant.now().plus(letters).plus(source));
  }

  @Test
  void did_not_take_place_if_it_throws_and_may_be_tried_again() {
    assertThatThrownBy(
            () ->
                effects.once(
                    key("a"),
                    new TestContext(),
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");

    assertThat(marks()).isEmpty();
    assertThat(effects.once(key("a"), new TestContext(), this::take)).isEqualTo("1");
  }

  @Test
  void says_that_another_invocation_is_at_it() {
    effects.once(
        key("a"),
        new TestContext(),
        () -> {
          assertThatThrownBy(() -> effects.once(key("a"), new TestContext(), this::take))
              .isInstanceOf(EffectInProgressException.class);
          return "done";
        });

    assertThat(taken).hasValue(0);
  }

  @Test
  void marks_it_in_progress_until_the_time_of_its_invocation_is_over() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    effects.once(
        key("a"),
        new TestContext(Duration.ofSeconds(60)),
        () -> {
          Item mark = marks().getFirst();
          assertThat(mark.get("status")).isEqualTo("INPROGRESS");
          assertThat(Instant.ofEpochMilli(Long.parseLong(mark.get("in_progress_expiration"))))
              .isBetween(before.plusSeconds(59), Instant.now().plusSeconds(61));
          return "done";
        });
  }

  @Test
  void takes_over_from_an_invocation_that_died_with_its_mark_in_progress() {
    effects.once(
        key("a"),
        // Its time was over as it began, so its mark holds nobody up.
        new TestContext(Duration.ofMillis(-10)),
        () -> {
          assertThat(effects.once(key("a"), new TestContext(), this::take)).isEqualTo("1");
          return "late";
        });

    assertThat(taken).hasValue(1);
  }

  @Test
  void keeps_marks_apart_when_threads_call_at_the_same_time()
      throws ExecutionException, InterruptedException {
    List<Future<String>> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int call = 0; call < 100; call++) {
        JsonNode key = key("k" + call % 50);
        running.add(threads.submit(() -> effects.once(key, new TestContext(), this::take)));
      }
      for (Future<String> one : running) {
        one.get();
      }
    }

    assertThat(taken).hasValue(50);
    assertThat(marks())
        .hasSize(50)
        .allSatisfy(m -> assertThat(m.get("status")).isEqualTo("COMPLETED"));
  }

  private String take() {
    return Integer.toString(taken.incrementAndGet());
  }

  private List<Item> marks() {
    return Tables.items(cloud.dynamoDb(), "marks-" + tests);
  }

  private static JsonNode key(String id) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("updated", 1L);
  }
}
