package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.concurrency.FragileShareStore.Fault;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.testing.InMemoryShareStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Nodes that share one limit, work that comes and goes, and a store whose answers are lost, whose
/// writes come late or never, and whose rows are seen when they are old already.
final class SharePropertyTest {

  private static final ShareKey KEY = new ShareKey.OfFunction(new FunctionName("orders"));

  private FragileShareStore store = new FragileShareStore(new InMemoryShareStore());
  private final Set<NodeId> gone = new HashSet<>();
  private final List<Life> lives = new ArrayList<>();
  private Random random = new Random(0);
  private int limit;
  private int names;

  /// One more with every look. What came is kept until the next.
  private Duration now = Duration.ZERO;

  private static final Duration TICK = Duration.ofMillis(1);

  /// One life of a node, until it is declared dead.
  private final class Life {

    final NodeId id = new NodeId("node-" + names++);
    final FakeRoom room = new FakeRoom();
    final KeptShare share =
        new KeptShare(
            new SharePlan(id, limit, random.nextInt(2), gone),
            store.read(KEY),
            Duration.ZERO,
            room,
            store,
            new ShareListener() {});

    void read() {
      share.learn(store.read(KEY), now);
    }

    void look() {
      now = now.plus(TICK);
      try {
        share.settle(gone, new KeptShare.Look(now, TICK, Duration.ZERO));
      } catch (StoreOutOfReachException noAnswer) {
        read(); // whoever does not know reads before anything else; what it reads may be old soon
      }
    }
  }

  @Property(tries = 600)
  void never_lets_more_run_than_the_limit_and_leaves_nobody_out(
      @ForAll @IntRange(min = 1, max = 6) int slots,
      @ForAll @IntRange(min = 1, max = 4) int nodes,
      @ForAll long seed) {
    begin(slots, nodes, seed);
    for (int step = 0; step < 400; step++) {
      store.failNext(random.nextInt(3) > 0 ? Fault.NONE : anyFault());
      anything(lives.get(random.nextInt(lives.size())));
      assertLimit();
    }

    store.failNext(Fault.NONE);
    while (store.hasLate()) {
      store.deliverLate();
      assertLimit();
    }
    assertThatAllAreServed();
  }

  private void begin(int slots, int nodes, long seed) {
    random = new Random(seed);
    limit = slots;
    lives.clear();
    gone.clear();
    store = new FragileShareStore(new InMemoryShareStore());
    while (lives.size() < nodes) {
      lives.add(new Life());
    }
  }

  private Fault anyFault() {
    Fault[] faults = Fault.values();
    return faults[random.nextInt(faults.length)];
  }

  private void anything(Life life) {
    switch (random.nextInt(12)) {
      case 0, 1 -> life.room.come(1 + random.nextInt(3));
      case 2, 3 -> {
        if (life.room.running > 0) {
          life.room.end();
        }
      }
      case 4 -> life.room.waiting = 0;
      case 5 -> life.read();
      case 6, 7 -> store.deliverLate();
      case 8 -> {
        if (random.nextInt(8) == 0) {
          die(life);
        }
      }
      default -> {
        life.room.slipsInAfterLooks = random.nextInt(4);
        life.look();
      }
    }
  }

  /// Its invocations had ended by then: its term is shorter than others wait.
  private void die(Life life) {
    gone.add(life.id);
    lives.remove(life);
    lives.add(new Life());
  }

  private void assertLimit() {
    int allowed =
        lives.stream().mapToInt(life -> Math.max(life.room.allowed, life.room.running)).sum();
    int inRow = store.read(KEY).slots().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(allowed).as("allowed to run").isLessThanOrEqualTo(limit);
    assertThat(inRow).as("slots in the row").isLessThanOrEqualTo(limit);
  }

  private void assertThatAllAreServed() {
    lives.forEach(life -> life.room.runs = 0);
    for (int round = 0; round < 12 * lives.size(); round++) {
      for (Life life : lives) {
        life.room.waiting = limit;
        if (life.room.running > 0) {
          life.room.end();
        }
        now = now.plus(TICK);
        life.read();
        life.share.settle(gone, new KeptShare.Look(now, TICK, Duration.ZERO));
        assertLimit();
      }
    }
    assertThat(lives).allSatisfy(life -> assertThat(life.room.runs).isPositive());
  }
}
