package dev.sluice.ingest.poller;

import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps messages hidden whose invocation waits or runs longer than half their visibility timeout.
final class VisibilityKeeper implements TurnTaker {

  /// A quarter of the shortest visibility that makes sense; a turn with nothing due costs nothing.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /// How long a turn waits for its extensions; what takes longer goes on beside the next turns.
  private static final Duration FOR_A_CALL = Duration.ofSeconds(1);

  /// Extensions under way at once; what finds no place is due at the next turn, too.
  private static final int MOST_CALLS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(VisibilityKeeper.class);

  private final QueueSource source;
  private final Timekeeper time;

  /// In the order they were received.
  private final Set<HiddenMessages> inHand = Collections.synchronizedSet(new LinkedHashSet<>());

  private final WorkInHand calls;
  private final BooleanSupplier drained;

  /// @param drained whether nothing may be started any more
  VisibilityKeeper(QueueSource source, Timekeeper time, BooleanSupplier drained) {
    this.source = source;
    this.time = time;
    this.calls = new WorkInHand(time);
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
    return List.copyOf(inHand).stream().mapToInt(HiddenMessages::count).sum();
  }

  /// Extends what is due, all at once: a call that stalls must not cost the others their time.
  @Override
  public Turn turn() throws InterruptedException {
    Duration now = time.monotonic();
    var extending = new WorkInHand(time);
    for (HiddenMessages hidden : List.copyOf(inHand)) {
      if (hidden.isDue(now) && calls.tryBegin(MOST_CALLS)) {
        extending.begin();
        Thread.ofVirtual().name("extend").start(() -> extend(hidden, extending));
      }
    }
    extending.awaitNone(FOR_A_CALL);
    boolean over = inHand.isEmpty() && drained.getAsBoolean();
    return over ? new Turn.Finished() : new Turn.Rest(BETWEEN_LOOKS);
  }

  /// The edge of an extension's thread: the next turn tries again what failed.
  private void extend(HiddenMessages hidden, WorkInHand extending) {
    try {
      hidden.extendIfDue(source, time);
    } catch (RuntimeException fault) {
      LOG.atWarn()
          .addKeyValue("messages", hidden.count())
          .setCause(fault)
          .log("Messages could not be kept hidden; they are tried again");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      calls.end();
      extending.end();
    }
  }
}
