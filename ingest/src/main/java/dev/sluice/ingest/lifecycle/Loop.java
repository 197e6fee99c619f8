package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that takes turns until its stop signal is raised or a turn says it is finished. It is
/// the one place where an exception at large is caught: counted, logged, rested upon.
public final class Loop {

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private static final Backoff AFTER_A_FAULT =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));

  private final String name;
  private final TurnTaker taker;
  private final StopSignal stop;
  private final RandomGenerator random;

  /// @param name of the thread and in logs
  public Loop(String name, TurnTaker taker, StopSignal stop, RandomGenerator random) {
    this.name = name;
    this.taker = taker;
    this.stop = stop;
    this.random = random;
  }

  /// Starts the loop on a virtual thread.
  public Thread start() {
    return Thread.ofVirtual().name(name).start(this::run);
  }

  /// Starts the loop on a platform thread, where busy handlers cannot starve it (heartbeats).
  public Thread startOnPlatformThread() {
    return Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    int faults = 0;
    try {
      while (!stop.isRaised()) {
        Turn next;
        try {
          next = taker.turn();
          faults = 0;
        } catch (RuntimeException fault) {
          faults++;
          Duration rest = AFTER_A_FAULT.after(faults, random);
          LOG.atWarn()
              .addKeyValue("loop", name)
              .addKeyValue("faultsInARow", faults)
              .addKeyValue("restMillis", rest.toMillis())
              .setCause(fault)
              .log("A turn failed; the loop rests and goes on");
          next = new Turn.Rest(rest);
        }
        switch (next) {
          case Turn.Again() -> {}
          case Turn.Rest(Duration rest) -> stop.await(rest);
          case Turn.Finished() -> {
            return;
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
