package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.time.Backoff;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A received message until it is deleted, given back or left to come again by itself, and our
/// reckoning of how long the inbox hides it from everyone else. Used by one thread, beside which
/// the keeper's renews what is kept.
///
/// The lock is held while the inbox is asked to hide the message, so that two such requests are
/// never under way at once and the one made last is the one that holds.
final class MessageInHand {

  /// How long the message is hidden at a time while a step is tried again and again.
  private static final Duration HIDDEN_AT_A_TIME = Duration.ofMinutes(1);

  /// SQS hides no message longer than 12 hours after its receive.
  private static final Duration LONGEST = Duration.ofHours(11);

  /// How long a delete is tried that the queue does not confirm.
  private static final Duration DELETING = Duration.ofSeconds(10);

  private static final Backoff BETWEEN_TRIES =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

  private static final Duration SLICE = Duration.ofSeconds(1);

  private final InboxMessage message;
  private final EventInbox inbox;
  private final InboxKeeper keeper;
  private final Timekeeper time;
  private final Drain drain;

  private final ReentrantLock lock = new ReentrantLock();

  /// The end of the time for which the message was hidden last, on the monotonic clock. Guarded by
  /// the lock, like all that follows.
  private Duration hiddenUntil;

  /// Whether that time was over at some moment: others may have the message as well.
  private boolean inDoubt;

  private boolean kept;

  /// How long one renewal hides the message.
  private Duration keptFor = Duration.ZERO;

  /// @param hiddenFor since its receive, a moment ago
  MessageInHand(
      InboxMessage message,
      Duration hiddenFor,
      EventInbox inbox,
      InboxKeeper keeper,
      Drain drain,
      Timekeeper time) {
    this.message = message;
    this.inbox = inbox;
    this.keeper = keeper;
    this.drain = drain;
    this.time = time;
    this.hiddenUntil = time.monotonic().plus(hiddenFor);
  }

  InboxMessage message() {
    return message;
  }

  /// One step of settling that reaches for something outside.
  @FunctionalInterface
  interface Step {

    /// True when the step is done, false when it must be tried again.
    boolean take();
  }

  /// One run of the function.
  @FunctionalInterface
  interface Run {

    InvocationOutcome go() throws InterruptedException;
  }

  /// Has the function run, and keeps the message hidden until it has: waiting for a slot and the
  /// start of an environment count in no timeout.
  ///
  /// @param atATime how long the message is hidden now and with every renewal
  InvocationOutcome keepHidden(Duration atATime, Run run) throws InterruptedException {
    alone(
        () -> {
          keptFor = atATime;
          kept = true;
        });
    keeper.add(this);
    try {
      return run.go();
    } finally {
      keeper.remove(this);
      alone(() -> kept = false); // after this no renewal is under way
    }
  }

  /// Hides the message anew when half of its time is over. What the inbox did not confirm is tried
  /// again with the next look.
  void renewIfDue() {
    alone(
        () -> {
          Duration left = hiddenUntil.minus(time.monotonic());
          if (kept && left.compareTo(keptFor.dividedBy(2)) <= 0) {
            hide(keptFor);
          }
        });
  }

  /// Whether others may have, or have had, the message as well.
  boolean isInDoubt() {
    lock.lock();
    try {
      return inDoubt || !time.monotonic().minus(hiddenUntil).isNegative();
    } finally {
      lock.unlock();
    }
  }

  /// Takes a step again and again until it is done, and keeps the message hidden meanwhile. False
  /// when the node's time to stop was over first; the message is then given back.
  boolean insist(Step step) throws InterruptedException {
    return insist(step, LONGEST);
  }

  /// The same, but gives up on the step after a time: false then, too, with the message in hand.
  boolean insist(Step step, Duration atMost) throws InterruptedException {
    hideForStep(HIDDEN_AT_A_TIME);
    boolean done = persist(step, atMost);
    if (!done && drain.isOver()) {
      giveBack();
    }
    return done;
  }

  /// The same for the last steps of an event, after which the message is not given back.
  boolean persist(Step step, Duration atMost) throws InterruptedException {
    Duration begin = time.monotonic();
    for (int tries = 1; !step.take(); tries++) {
      if (drain.isOver() || time.monotonic().minus(begin).compareTo(atMost) >= 0) {
        return false;
      }
      hideForStep(HIDDEN_AT_A_TIME.dividedBy(2));
      rest(BETWEEN_TRIES.after(tries));
    }
    return true;
  }

  /// @param least how long the message must be hidden still, or it is hidden anew
  private void hideForStep(Duration least) {
    alone(
        () -> {
          if (hiddenUntil.minus(time.monotonic()).compareTo(least) < 0) {
            hide(HIDDEN_AT_A_TIME);
          }
        });
  }

  /// Pauses in slices, so that the end of the drain is noticed.
  private void rest(Duration wait) throws InterruptedException {
    Duration end = time.monotonic().plus(wait);
    for (Duration left = wait; left.isPositive() && !drain.isOver(); ) {
      time.pause(left.compareTo(SLICE) < 0 ? left : SLICE);
      left = end.minus(time.monotonic());
    }
  }

  /// Hides the message for an attempt; false when the queue did not confirm, and then it must not
  /// run: it may be in other hands already.
  boolean hide(Duration visibility) {
    lock.lock();
    try {
      Duration before = time.monotonic();
      inDoubt = isInDoubt();
      boolean confirmed = inbox.hide(message, visibility);
      if (confirmed) {
        hiddenUntil = before.plus(visibility);
      }
      return confirmed;
    } finally {
      lock.unlock();
    }
  }

  /// Lets others have the message at once.
  void giveBack() {
    alone(
        () -> {
          inDoubt = true;
          inbox.hide(message, Duration.ZERO);
        });
  }

  /// Removes the message, and tries for some seconds. False when the queue did not confirm: the
  /// message may come again, and is then found to be out of date, provided that its event has a
  /// row.
  boolean delete() throws InterruptedException {
    return persist(() -> inbox.delete(message), DELETING);
  }

  private void alone(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }
}
