package dev.sluice.ingest.poller;

import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// Keeps messages hidden whose invocation waits or runs longer than half their visibility timeout.
final class VisibilityKeeper implements TurnTaker {

  /// A quarter of the shortest visibility that makes sense; a turn with nothing due costs nothing.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final QueueSource source;
  private final Timekeeper time;
  private final Set<HiddenMessages> inHand = ConcurrentHashMap.newKeySet();

  private final BooleanSupplier drained;

  /// @param drained whether nothing may be started any more
  VisibilityKeeper(QueueSource source, Timekeeper time, BooleanSupplier drained) {
    this.source = source;
    this.time = time;
    this.drained = drained;
  }

  void add(HiddenMessages hidden) {
    inHand.add(hidden);
  }

  void remove(HiddenMessages hidden) {
    inHand.remove(hidden);
  }

  /// How many messages are not settled.
  int messagesInHand() {
    return inHand.stream().mapToInt(HiddenMessages::count).sum();
  }

  @Override
  public Turn turn() throws InterruptedException {
    for (HiddenMessages hidden : inHand) {
      hidden.extendIfDue(source, time);
    }
    boolean over = inHand.isEmpty() && drained.getAsBoolean();
    return over ? new Turn.Finished() : new Turn.Rest(BETWEEN_LOOKS);
  }
}
