package dev.sluice.ingest.lifecycle;

import dev.sluice.ingest.time.Backoff;
import dev.sluice.ingest.time.Timekeeper;
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
  private final Timekeeper time;
  private final RandomGenerator random;
  private final StopSignal ended = new StopSignal();

  /// @param name of the thread and in logs
  public Loop(
      String name, TurnTaker taker, StopSignal stop, Timekeeper time, RandomGenerator random) {
    this.name = name;
    this.taker = taker;
    this.stop = stop;
    this.time = time;
    this.random = random;
  }

  /// Starts the loop on a virtual thread. To be started once.
  public Loop start() {
    Thread.ofVirtual().name(name).start(this::run);
    return this;
  }

  /// Starts the loop on a thread that busy handlers cannot starve (heartbeats). To be started once.
  public Loop startPunctual() {
    time.startPunctual(name, this::run);
    return this;
  }

  /// Whether it has not ended yet.
  public boolean isRunning() {
    return !ended.isRaised();
  }

  /// Waits until the loop has ended; false when the time was over first.
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost, time);
  }

  private void run() {
    try {
      takeTurns();
    } finally {
      ended.raise();
    }
  }

  private void takeTurns() {
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
          case Turn.Rest(Duration rest) -> stop.await(rest, time);
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
