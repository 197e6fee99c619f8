package dev.sluice.ingest.testing;

import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PollerListener;
import dev.sluice.ingest.source.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Remembers every event of the pollers as `name n`, and the sums by name. Safe for use by many
/// threads.
public final class RecordingListener implements PollerListener {

  /// Guarded by this.
  private final List<String> events = new ArrayList<>();

  /// Guarded by this.
  private final Map<String, Long> sums = new TreeMap<>();

  /// What was heard so far, in order: `polled 3`, `invoked 3`, ...
  public synchronized List<String> events() {
    return List.copyOf(events);
  }

  /// The sum of what the events of this name said; for `iteratorAge` in milliseconds.
  public synchronized long sum(String name) {
    return sums.getOrDefault(name, 0L);
  }

  private synchronized void heard(String name, long amount) {
    events.add(name + " " + amount);
    sums.merge(name, amount, Long::sum);
    notifyAll();
  }

  /// Waits until the sum of `name` is at least `amount`; false when a minute was not enough.
  public synchronized boolean awaitSum(String name, long amount) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (sum(name) < amount) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public void polled(EventSourceMapping mapping, int amount) {
    heard("polled", amount);
  }

  @Override
  public void filteredOut(EventSourceMapping mapping, int amount) {
    heard("filteredOut", amount);
  }

  @Override
  public void invoked(EventSourceMapping mapping, int amount) {
    heard("invoked", amount);
  }

  @Override
  public void failedInvoke(EventSourceMapping mapping, int amount) {
    heard("failedInvoke", amount);
  }

  @Override
  public void throttled(EventSourceMapping mapping, int amount) {
    heard("throttled", amount);
  }

  @Override
  public void deleted(EventSourceMapping mapping, int amount) {
    heard("deleted", amount);
  }

  @Override
  public void deleteInDoubt(EventSourceMapping mapping, int amount) {
    heard("deleteInDoubt", amount);
  }

  @Override
  public void dropped(EventSourceMapping mapping, int amount) {
    heard("dropped", amount);
  }

  @Override
  public void onFailureDelivered(EventSourceMapping mapping, int amount) {
    heard("onFailureDelivered", amount);
  }

  @Override
  public void destinationDeliveryFailed(EventSourceMapping mapping) {
    heard("destinationDeliveryFailed", 1);
  }

  @Override
  public void iteratorAge(StreamMapping mapping, ShardId shard, Duration age) {
    heard("iteratorAge", age.toMillis());
  }

  @Override
  public void stuck(StreamMapping mapping, ShardId shard, String reason) {
    heard("stuck", 1);
  }

  @Override
  public void leaseLost(StreamMapping mapping, ShardId shard, int recordsInHand) {
    heard("leaseLost", recordsInHand);
  }
}
