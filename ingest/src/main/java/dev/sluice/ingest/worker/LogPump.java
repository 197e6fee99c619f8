package dev.sluice.ingest.worker;

import dev.sluice.ingest.time.Timekeeper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Moves what a process writes into its log. It looks whether there is something to read instead of
/// waiting in a read: so whoever ends an invocation can drain what was written before its answer,
/// and the order of log lines is true.
final class LogPump {

  private static final Duration SHORTEST_REST = Duration.ofMillis(1);
  private static final Duration LONGEST_REST = Duration.ofMillis(50);

  /// The most bytes one drain moves, so that a function that never stops writing cannot hold up the
  /// end of its own invocation. More than a pipe holds.
  private static final int MOST_PER_DRAIN = 256 * 1024;

  private final InputStream from;
  private final EnvironmentLog to;
  private final Timekeeper time;
  private final byte[] buffer = new byte[8192];

  LogPump(InputStream from, EnvironmentLog to, Timekeeper time) {
    this.from = from;
    this.to = to;
    this.time = time;
  }

  /// Pumps until the process is gone. The caller drains once more after that.
  void runWhile(java.util.function.BooleanSupplier alive) throws InterruptedException {
    Duration rest = SHORTEST_REST;
    while (alive.getAsBoolean()) {
      rest = drain() > 0 ? SHORTEST_REST : shorter(rest.multipliedBy(2));
      time.pause(rest);
    }
  }

  /// Moves what is there now and returns how many bytes that was.
  synchronized int drain() {
    int moved = 0;
    try {
      while (moved < MOST_PER_DRAIN) {
        int there = from.available();
        if (there <= 0) {
          break;
        }
        int read = from.read(buffer, 0, Math.min(there, buffer.length));
        if (read < 0) {
          break;
        }
        to.write(buffer, read);
        moved += read;
      }
    } catch (IOException closed) {
      // The process was ended and its pipes with it.
    }
    return moved;
  }

  private static Duration shorter(Duration rest) {
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }
}
