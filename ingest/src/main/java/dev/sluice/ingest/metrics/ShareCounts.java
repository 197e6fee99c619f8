package dev.sluice.ingest.metrics;

import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareListener;
import dev.sluice.ingest.lease.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts how this node's shares of limits move. Safe for use by many threads.
final class ShareCounts implements ShareListener {

  private final Map<ShareKey, OfLimit> limits = new ConcurrentHashMap<>();

  /// What is counted of one limit.
  private static final class OfLimit {

    private final Counters<ShareMetric> counts = new Counters<>(ShareMetric.class);
    private volatile int slots;
    private volatile int wanted;
  }

  private OfLimit of(ShareKey key) {
    return limits.computeIfAbsent(key, _ -> new OfLimit());
  }

  List<MetricSnapshot.OfShare> read() {
    return limits.entrySet().stream()
        .sorted(Comparator.comparing(one -> one.getKey().text()))
        .map(
            one ->
                new MetricSnapshot.OfShare(
                    one.getKey().text(),
                    one.getValue().slots,
                    one.getValue().wanted,
                    one.getValue().counts.read()))
        .toList();
  }

  @Override
  public void has(ShareKey key, int slots, int wanted) {
    OfLimit limit = of(key);
    limit.slots = slots;
    limit.wanted = wanted;
  }

  @Override
  public void got(ShareKey key, int slots) {
    of(key).counts.add(ShareMetric.ConcurrencySlotsGot, slots);
  }

  @Override
  public void gave(ShareKey key, NodeId to, int slots) {
    of(key).counts.add(ShareMetric.ConcurrencySlotsGiven, slots);
  }

  @Override
  public void returned(ShareKey key, int slots) {
    of(key).counts.add(ShareMetric.ConcurrencySlotsReturned, slots);
  }

  @Override
  public void freed(ShareKey key, NodeId gone, int slots) {
    of(key).counts.add(ShareMetric.ConcurrencySlotsFreed, slots);
  }
}
