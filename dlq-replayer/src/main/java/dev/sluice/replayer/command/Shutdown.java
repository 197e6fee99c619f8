package dev.sluice.replayer.command;

import dev.sluice.replayer.replay.StopSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends a run in order when the process is told to stop: no further letter is begun, the one in
/// progress may end, all others are given back. What does not end in time stays hidden for the
/// visibility's length and then shows again by itself.
final class Shutdown implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final StopSignal stop = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "shutdown");

  Shutdown() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  StopSignal signal() {
    return stop;
  }

  private void await() {
    stop.raise();
    try {
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "Stopped in the middle of a letter: it was not removed, and shows again in two"
                + " minutes at most.");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // The hook runs already and has just been let go.
    }
  }
}
