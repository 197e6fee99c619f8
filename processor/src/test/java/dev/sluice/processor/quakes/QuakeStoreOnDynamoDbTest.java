package dev.sluice.processor.quakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.processor.testing.Samples;
import dev.sluice.processor.testing.Tables;
import dev.sluice.processor.testing.Tables.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuakeStoreOnDynamoDbTest {

  private static final Instant ONE_O_CLOCK = Instant.parse("2018-02-07T01:00:00Z");

  private LocalCloud cloud;
  private int tests;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.DYNAMODB);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  void stores_a_version_once_and_counts_its_duplicates() {
    var quakes = newStore();
    Quake quake = Samples.quake("ci1", 2_000, ONE_O_CLOCK);

    assertThat(store(quakes, quake)).isEqualTo(new StoreOutcome.Stored());
    assertThat(store(quakes, quake)).isEqualTo(new StoreOutcome.Duplicate());
    assertThat(store(quakes, Samples.quake("ci1", 1_000, ONE_O_CLOCK.minusSeconds(1))))
        .isEqualTo(new StoreOutcome.Duplicate());

    assertThat(counts()).isEqualTo(Map.of("ci 2018-02-07T01:00:00Z", "1"));
    assertThat(quakes())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.get("updated")).isEqualTo("2000");
              assertThat(item.get("duplicates")).isEqualTo("2");
              assertThat(item.get("magnitude")).isEqualTo("-0.5");
              assertThat(item.get("place")).isEqualTo("(null)");
            });
  }

  @Test
  void moves_the_count_with_a_newer_version_and_keeps_the_duplicates() {
    var quakes = newStore();
    store(quakes, Samples.quake("ci1", 1_000, ONE_O_CLOCK));
    store(quakes, Samples.quake("ci1", 1_000, ONE_O_CLOCK));

    assertThat(store(quakes, Samples.quake("ci1", 2_000, ONE_O_CLOCK.minusMillis(1))))
        .isEqualTo(new StoreOutcome.Replaced());
    assertThat(store(quakes, Samples.quake("ci1", 3_000, ONE_O_CLOCK.minusMillis(2))))
        .isEqualTo(new StoreOutcome.Replaced());

    assertThat(counts())
        .isEqualTo(Map.of("ci 2018-02-07T01:00:00Z", "0", "ci 2018-02-07T00:00:00Z", "1"));
    assertThat(quakes())
        .singleElement()
        .satisfies(item -> assertThat(item.get("duplicates")).isEqualTo("1"));
  }

  @Test
  void counts_right_when_many_writers_bring_many_versions_in_any_order()
      throws ExecutionException, InterruptedException {
    var quakes = newStore();
    List<Quake> deliveries = new ArrayList<>();
    for (int id = 0; id < 10; id++) {
      for (int version = 1; version <= 5; version++) {
        Instant time = ONE_O_CLOCK.plusSeconds(3_600L * ((id + version) % 3));
        deliveries.add(Samples.quake("ci" + id, version * 1_000L, time));
        deliveries.add(Samples.quake("ci" + id, version * 1_000L, time));
      }
    }
    Collections.shuffle(deliveries, new Random(42));

    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<StoreOutcome>> running =
          deliveries.stream().map(q -> threads.submit(() -> store(quakes, q))).toList();
      for (Future<StoreOutcome> one : running) {
        one.get();
      }
    }

    Map<String, String> expected =
        quakes().stream()
            .collect(
                Collectors.groupingBy(
                    item -> "ci " + item.get("hour"),
                    Collectors.collectingAndThen(Collectors.counting(), String::valueOf)));
    assertThat(quakes())
        .hasSize(10)
        .allSatisfy(i -> assertThat(i.get("updated")).isEqualTo("5000"));
    assertThat(counts()).containsAllEntriesOf(expected);
    assertThat(counts().values().stream().mapToInt(Integer::parseInt).sum()).isEqualTo(10);
  }

  private QuakeStore newStore() {
    tests++;
    Tables.create(cloud.dynamoDb(), "quakes-" + tests, "id:S");
    Tables.create(cloud.dynamoDb(), "counts-" + tests, "network:S", "hour:S");
    return new QuakeStore(
        cloud.dynamoDb(),
        new QuakeStore.Tables("quakes-" + tests, "counts-" + tests),
        new Patience(
            new Patience.Limits(
                50, Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofSeconds(1)),
            new Random(1),
            Thread::sleep));
  }

  private static StoreOutcome store(QuakeStore quakes, Quake quake) {
    return quakes.store(quake, () -> Duration.ofSeconds(60));
  }

  private List<Item> quakes() {
    return Tables.items(cloud.dynamoDb(), "quakes-" + tests);
  }

  private Map<String, String> counts() {
    return Tables.items(cloud.dynamoDb(), "counts-" + tests).stream()
        .collect(
            Collectors.toMap(
                item -> item.get("network") + " " + item.get("hour"), item -> item.get("count")));
  }
}
