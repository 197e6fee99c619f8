package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Puts records into the stream, the queues and the inbox until it is told to end.
final class Load {

  private static final int KEYS = 40;
  private static final int GROUPS = 5;

  private final Cloud cloud;
  private final World world;
  private final RandomGenerator random;
  private final Scenario scenario;
  private final Chaos chaos;
  private boolean ended;
  private int killersLeft = 2;

  Load(Cloud cloud, Scenario scenario, Chaos chaos) {
    this.cloud = cloud;
    this.world = cloud.world();
    this.random = world.random();
    this.scenario = scenario;
    this.chaos = chaos;
  }

  void begin() {
    world.at(
        Duration.ofNanos(
            (long) (-Math.log(1 - random.nextDouble()) * scenario.between().toNanos())),
        () -> {
          if (!ended) {
            put();
            begin();
          }
        });
  }

  void end() {
    ended = true;
  }

  private void put() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> putRecords();
      case 3, 4 -> putMessage(Scenario.QUEUE, null);
      case 5, 6 -> putMessage(Scenario.GROUPS, "group-" + random.nextInt(GROUPS));
      case 7 -> invoke();
      default -> throw new IllegalStateException();
    }
  }

  private void putRecords() {
    for (int i = random.nextInt(8); i >= 0; i--) {
      Item item = cloud.items().make(nature(true), scenario.retries());
      cloud.stream().put("key-" + random.nextInt(KEYS), item.name());
    }
  }

  private void putMessage(String queue, @Nullable String group) {
    Item item = cloud.items().make(nature(false), scenario.receives() - 1);
    cloud
        .queues()
        .put(cloud.queues().of(queue), StoredMessage.Content.of(item.name(), group), Duration.ZERO);
  }

  /// Somebody calls a node's Invoke API.
  private void invoke() {
    List<SimulatedNode> alive = new ArrayList<>(chaos.nodes());
    alive.removeIf(node -> node.machine().hasCrashed());
    if (!alive.isEmpty()) {
      Item item = cloud.items().make(nature(false), 2);
      alive.get(random.nextInt(alive.size())).accept(item);
    }
  }

  private Item.Nature nature(boolean mayKill) {
    int lot = random.nextInt(40);
    if (lot == 0) {
      return Item.Nature.POISON;
    }
    if (lot < 4) {
      return Item.Nature.FLAKY;
    }
    if (lot == 4 && mayKill && killersLeft > 0) {
      killersLeft--;
      return Item.Nature.KILLER;
    }
    return Item.Nature.HEALTHY;
  }
}
