package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import dev.sluice.ingest.testing.InMemoryQueue;
import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VisibilityKeeperTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(36);

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final InMemoryQueue queue = InMemoryQueue.standard(time, VISIBILITY);

  @Test
  void extends_others_while_one_extension_stalls() throws InterruptedException {
    var stalling = new StallingOnce(queue);
    var keeper = new VisibilityKeeper(stalling, time, () -> false);
    for (int i = 0; i < 3; i++) {
      queue.send("message " + i);
      keeper.add(received());
    }
    time.advance(VISIBILITY.dividedBy(2));

    keeper.turn();
    stalling.passed.acquire(2);
    keeper.turn();

    assertThat(queue.calls().stream().filter(c -> c.startsWith("extend"))).hasSize(2);
    stalling.goOn.countDown();
    stalling.passed.acquire();
    time.advance(VISIBILITY.minusSeconds(1));
    assertThat(queue.visible()).isEmpty();
  }

  private HiddenMessages received() throws InterruptedException {
    Received received = queue.receive(1, Duration.ZERO, VISIBILITY);
    var messages = ((Received.Messages) received).messages();
    return new HiddenMessages(messages, VISIBILITY, time.monotonic());
  }

  /// A queue whose first extension does not return until it may.
  private static final class StallingOnce implements QueueSource {

    private final QueueSource queue;
    private final Semaphore stall = new Semaphore(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Semaphore passed = new Semaphore(0);

    StallingOnce(QueueSource queue) {
      this.queue = queue;
    }

    @Override
    public List<EntryResult> extend(List<QueueMessage> messages, Duration visibility)
        throws InterruptedException {
      if (stall.tryAcquire()) {
        goOn.await();
      }
      var results = queue.extend(messages, visibility);
      passed.release();
      return results;
    }

    @Override
    public Received receive(int max, Duration wait, Duration visibility)
        throws InterruptedException {
      return queue.receive(max, wait, visibility);
    }

    @Override
    public List<EntryResult> delete(List<QueueMessage> messages) throws InterruptedException {
      return queue.delete(messages);
    }

    @Override
    public SettingsRead settings() throws InterruptedException {
      return queue.settings();
    }
  }
}
