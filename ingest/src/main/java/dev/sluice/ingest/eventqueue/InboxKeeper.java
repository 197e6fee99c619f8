package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Keeps messages hidden while their function runs, however long that takes. Safe for use by many
/// threads; one of them takes the turns.
final class InboxKeeper implements TurnTaker {

  /// A tenth of the shortest time a message is hidden for; a turn with nothing due costs nothing.
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Drain drain;

  /// In the order they began.
  private final Set<MessageInHand> kept = Collections.synchronizedSet(new LinkedHashSet<>());

  InboxKeeper(Drain drain) {
    this.drain = drain;
  }

  void add(MessageInHand message) {
    kept.add(message);
  }

  void remove(MessageInHand message) {
    kept.remove(message);
  }

  @Override
  public Turn turn() {
    List.copyOf(kept).forEach(MessageInHand::renewIfDue);
    boolean over = drain.isOver() && kept.isEmpty();
    return over ? new Turn.Finished() : new Turn.Rest(BETWEEN_LOOKS);
  }
}
