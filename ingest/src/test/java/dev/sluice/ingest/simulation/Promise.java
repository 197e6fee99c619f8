package dev.sluice.ingest.simulation;

/// What is promised (docs/guarantees.md), by the numbers it has there.
enum Promise {
  /// A record leaves its source only after success, a durable failure record or a counted drop.
  NOTHING_IS_LOST(1),
  /// Handling begins in order, per shard and per message group.
  ORDER(2),
  /// What is handled takes effect once.
  ONE_EFFECT(3),
  /// A poison record harms itself only.
  POISON_HARMS_ITSELF(4),
  /// One node at a time works under a lease, and one message at a time counts for an event.
  ONE_OWNER(5),
  /// When nothing goes wrong any more, everything is settled within 40 minutes, the sum of the
  /// longest waits there are.
  EVERYTHING_DRAINS(6),
  /// Limits hold over all nodes, and what is in hand is bounded.
  LIMITS_HOLD(7);

  private final int number;

  Promise(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
