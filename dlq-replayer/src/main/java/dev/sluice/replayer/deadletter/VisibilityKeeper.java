package dev.sluice.replayer.deadletter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the letters in hand hidden while a replay takes its time: one virtual thread that renews
/// them until it is closed.
public final class VisibilityKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VisibilityKeeper.class);

  private final DeadLetterSource source;
  private final Pace pace;
  private final Thread thread;

  private VisibilityKeeper(DeadLetterSource source, Pace pace) {
    this.source = source;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("visibility-keeper").unstarted(this::run);
  }

  public static VisibilityKeeper start(DeadLetterSource source, Pace pace) {
    VisibilityKeeper keeper = new VisibilityKeeper(source, pace);
    keeper.thread.start();
    return keeper;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        pace.pause(DeadLetterSource.RENEWAL);
        source.renew();
      } catch (InterruptedException closed) {
        return;
      } catch (RuntimeException failure) {
        LOG.atWarn()
            .addKeyValue("queue", source.queue().name())
            .setCause(failure)
            .log("Letters in hand could not be kept hidden; trying again");
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
