package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.concurrency.dynamodb.DynamoDbShareStore;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/// Two nodes whose queues are always full, on a real table and the real clock.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ShareFairnessTest {

  private static final FunctionName ORDERS = new FunctionName("orders");
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int RUNS = 300;

  private static LocalCloud cloud;

  private final Timekeeper time = Timekeeper.system();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger runs = new AtomicInteger();

  @BeforeAll
  static void startCloud() {
    cloud = LocalCloud.start(Service.DYNAMODB);
  }

  @AfterAll
  static void stopCloud() {
    cloud.close();
  }

  /// A node with two polls that always bring something.
  private final class Node {

    private final AtomicInteger own = new AtomicInteger();
    private final CountingService counting;
    private final ShareKeeper keeper;

    Node(String name, int limit) {
      var id = new NodeId(name);
      LeaseStore nodes = DynamoDbLeaseStore.open(cloud.dynamoDb(), "fair-");
      nodes.register(id, NodeScope.NOTHING);
      counting =
          new CountingService(
              new ConcurrencyLimits(1_000, Map.of(ORDERS, limit)), time, () -> Optional.of(id));
      keeper =
          new ShareKeeper(
              counting,
              new ShareKeeper.Table(
                  () -> Optional.of(id), nodes, new DynamoDbShareStore(cloud.dynamoDb(), "fair-")),
              HEARTBEAT,
              time,
              new Random(name.hashCode()),
              new ShareListener() {});
    }

    private void poll(String claimant, Duration takes) throws InterruptedException {
      while (runs.get() < RUNS) {
        Optional<ConcurrencyClaim> claim = counting.claim(ORDERS, claimant, Duration.ofSeconds(1));
        if (claim.isPresent()) {
          try (ConcurrencyClaim room = claim.get()) {
            run(room.admit(Duration.ofSeconds(30)), takes);
          }
        }
      }
    }

    private void run(Admission admission, Duration takes) throws InterruptedException {
      if (admission instanceof Admission.Admitted(ConcurrencySlot slot)) {
        try (slot) {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          time.pause(takes);
          own.incrementAndGet();
          runs.incrementAndGet();
          running.decrementAndGet();
        }
      }
    }
  }

  @Test
  @Rule("CONC-004")
  void two_busy_nodes_take_turns_at_a_limit_of_one_and_never_run_at_once(TestReporter reporter)
      throws Exception {
    List<Node> both = List.of(new Node("a", 1), new Node("b", 1));

    Duration begin = time.monotonic();
    both.forEach(node -> node.keeper.start());
    List<Future<?>> polls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Node node : both) {
        for (String claimant : List.of("one", "two")) {
          polls.add(
              threads.submit(
                  () -> {
                    node.poll(claimant, Duration.ofMillis(20));
                    return null;
                  }));
        }
      }
    }
    for (Future<?> poll : polls) {
      poll.get();
    }
    for (Node node : both) {
      node.keeper.stop(Duration.ofSeconds(10));
    }

    reporter.publishEntry("runs", both.getFirst().own + " and " + both.getLast().own);
    reporter.publishEntry("milliseconds", "" + time.monotonic().minus(begin).toMillis());
    assertThat(most.get()).isEqualTo(1);
    assertThat(both).allSatisfy(node -> assertThat(node.own.get()).isGreaterThan(RUNS / 3));
    var row =
        new DynamoDbShareStore(cloud.dynamoDb(), "fair-").read(new ShareKey.OfFunction(ORDERS));
    assertThat(row.slots()).as("nothing stays behind").isEmpty();
    assertThat(row.wants()).isEmpty();
  }
}
