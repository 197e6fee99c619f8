package dev.sluice.ingest.app;

import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Makes a table as soon as the database can be reached. The node runs meanwhile: what needs the
/// table waits, queues go on.
final class TableMaking implements Component {

  private final Runnable ensure;
  private final RandomGenerator random;
  private final StopSignal stop = new StopSignal();

  /// @param ensure makes the table when there is none; throws when it cannot
  TableMaking(Runnable ensure, RandomGenerator random) {
    this.ensure = ensure;
    this.random = random;
  }

  @Override
  public void start() {
    new Loop("event-table", this::turn, stop, random).start();
  }

  private Turn turn() {
    ensure.run();
    return new Turn.Finished();
  }

  /// Waits for nothing: a table half made is completed at the next start.
  @Override
  public void stop(Duration atMost) {
    stop.raise();
  }
}
