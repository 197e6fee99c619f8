package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import org.jspecify.annotations.Nullable;

/// A slot in use. Its state is guarded by the counter's lock.
final class RunningSlot implements ConcurrencySlot {

  private final Counter counter;
  private final SharedPool shared;
  private final @Nullable NodeId holder;
  private SharedPool.@Nullable Loss loss;
  private boolean closed;

  /// @param holder the life of this node whose slot it is; null when it belongs to none
  RunningSlot(Counter counter, SharedPool shared, @Nullable NodeId holder) {
    this.counter = counter;
    this.shared = shared;
    this.holder = holder;
  }

  /// A slot may be lost before anybody could say so: the node may have stood still since it was
  /// admitted, and go on in another life.
  @Override
  public void onLoss(Runnable end) {
    boolean isLost = false;
    counter.lock().lock();
    try {
      if (loss != null) {
        throw new IllegalStateException("A slot is used for one invocation");
      }
      loss = new SharedPool.Loss(holder, end);
      if (!closed) {
        shared.add(loss);
        isLost = shared.isLost(loss, counter.member());
      }
    } finally {
      counter.lock().unlock();
    }
    if (isLost) {
      end.run();
    }
  }

  @Override
  public void close() {
    counter.lock().lock();
    try {
      if (!closed) {
        closed = true;
        if (loss != null) {
          shared.remove(loss);
        }
        counter.endRun(shared);
      }
    } finally {
      counter.lock().unlock();
    }
  }
}
