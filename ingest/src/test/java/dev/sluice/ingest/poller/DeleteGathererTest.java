package dev.sluice.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.testing.InMemoryQueue;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeleteGathererTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final InMemoryQueue queue = InMemoryQueue.standard(time, VISIBILITY);

  @Test
  void sends_the_deletes_of_several_batches_in_one_call() throws InterruptedException {
    var gatherer = gatherer(new WaitingForEachOther(4));
    var messages = received(4);
    var hidden = new HiddenMessages(messages, VISIBILITY, time.monotonic());
    var deleted = new ConcurrentLinkedQueue<QueueMessage>();

    var threads =
        messages.stream()
            .map(m -> Thread.ofVirtual().start(() -> delete(gatherer, List.of(m), hidden, deleted)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(deleted).containsExactlyInAnyOrderElementsOf(messages);
    assertThat(queue.left()).isEmpty();
    assertThat(queue.calls().stream().filter(c -> c.startsWith("delete"))).hasSize(1);
  }

  @Test
  void sends_no_more_than_ten_in_one_call() throws InterruptedException {
    var messages = new ArrayList<>(received(10));
    messages.addAll(received(3));
    var hidden = new HiddenMessages(messages, VISIBILITY, time.monotonic());

    var tally = gatherer(time).delete(messages, hidden);

    assertThat(tally.deleted()).isEqualTo(messages);
    assertThat(queue.calls().stream().filter(c -> c.startsWith("delete"))).hasSize(2);
  }

  private DeleteGatherer gatherer(Timekeeper clock) {
    var invoker = ScriptedInvoker.answering(ScriptedInvoker.failed());
    return new DeleteGatherer(
        queue, new Surroundings(invoker, PollerListener.NONE, clock, new Random(1)));
  }

  private List<QueueMessage> received(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      queue.send("body");
    }
    return ((Received.Messages) queue.receive(count, Duration.ZERO, VISIBILITY)).messages();
  }

  private static void delete(
      DeleteGatherer gatherer,
      List<QueueMessage> messages,
      HiddenMessages hidden,
      ConcurrentLinkedQueue<QueueMessage> deleted) {
    try {
      deleted.addAll(gatherer.delete(messages, hidden).deleted());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// A pause ends when so many threads pause.
  private final class WaitingForEachOther implements Timekeeper {

    private final CyclicBarrier barrier;

    WaitingForEachOther(int threads) {
      barrier = new CyclicBarrier(threads);
    }

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public Duration monotonic() {
      return time.monotonic();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
      try {
        barrier.await();
      } catch (BrokenBarrierException broken) {
        throw new IllegalStateException(broken);
      }
    }

    @Override
    public boolean await(Lock lock, Condition condition, Duration atMost)
        throws InterruptedException {
      return time.await(lock, condition, atMost);
    }

    @Override
    public Thread startPunctual(String name, Runnable work) {
      return time.startPunctual(name, work);
    }
  }
}
