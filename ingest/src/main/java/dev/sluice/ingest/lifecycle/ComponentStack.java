package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Components that use each other: started one after the other, each after those it uses, and
/// stopped the other way round. Started by one thread; any thread may stop it.
public final class ComponentStack implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(ComponentStack.class);

  private final List<Component> components;
  private final Timekeeper time;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// Guarded by this.
  private final Deque<Component> started = new ArrayDeque<>();

  /// Guarded by this.
  private boolean stopping;

  /// @param components each after those it uses
  public ComponentStack(List<Component> components, Timekeeper time) {
    this.components = List.copyOf(components);
    this.time = time;
  }

  /// Starts everything. When something cannot start, what runs already is stopped by whoever calls
  /// [#stop].
  @Override
  public void start() {
    for (var component : components) {
      synchronized (this) {
        if (stopping) {
          return;
        }
        started.push(component);
        component.start();
      }
    }
  }

  /// Stops everything, the last started first, within `atMost` altogether. Does nothing the second
  /// time.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    List<Component> toStop;
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
      toStop = List.copyOf(started);
    }
    var deadline = time.monotonic().plus(atMost);
    try {
      for (var component : toStop) {
        stop(component, deadline);
      }
    } finally {
      stopped.countDown();
    }
  }

  private void stop(Component component, Duration deadline) throws InterruptedException {
    var left = deadline.minus(time.monotonic());
    try {
      component.stop(left.isNegative() ? Duration.ZERO : left);
    } catch (RuntimeException fault) {
      LOG.atWarn()
          .addKeyValue("component", component.getClass().getSimpleName())
          .setCause(fault)
          .log("A component did not stop in order; the others are stopped all the same");
    }
  }

  /// Waits until the node has stopped.
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }
}
