package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.time.Backoff;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;

/// A received message until it is deleted, given back or left to come again by itself. Used by one
/// thread.
final class MessageInHand {

  /// How long the message is hidden at a time while a step is tried again and again.
  private static final Duration HIDDEN_AT_A_TIME = Duration.ofMinutes(1);

  /// SQS hides no message longer than 12 hours after its receive.
  private static final Duration LONGEST = Duration.ofHours(11);

  private static final Backoff BETWEEN_TRIES =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

  private static final Duration SLICE = Duration.ofSeconds(1);

  private final InboxMessage message;
  private final EventInbox inbox;
  private final Timekeeper time;
  private final Drain drain;

  MessageInHand(InboxMessage message, EventInbox inbox, Timekeeper time, Drain drain) {
    this.message = message;
    this.inbox = inbox;
    this.time = time;
    this.drain = drain;
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

  /// Takes a step again and again until it is done, and keeps the message hidden meanwhile. False
  /// when the node's time to stop was over first; the message is then given back.
  boolean insist(Step step) throws InterruptedException {
    return insist(step, LONGEST);
  }

  /// The same, but gives up on the step after a time: false then, too, with the message in hand.
  boolean insist(Step step, Duration atMost) throws InterruptedException {
    Duration begin = time.monotonic();
    Duration hiddenUntil = begin;
    for (int tries = 1; !step.take(); tries++) {
      Duration now = time.monotonic();
      if (drain.isOver()) {
        inbox.hide(message, Duration.ZERO);
        return false;
      }
      if (now.minus(begin).compareTo(atMost) >= 0) {
        return false;
      }
      if (now.plus(HIDDEN_AT_A_TIME.dividedBy(2)).compareTo(hiddenUntil) >= 0
          && inbox.hide(message, HIDDEN_AT_A_TIME)) {
        hiddenUntil = now.plus(HIDDEN_AT_A_TIME);
      }
      rest(BETWEEN_TRIES.after(tries));
    }
    return true;
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
    return inbox.hide(message, visibility);
  }

  /// Lets others have the message at once.
  void giveBack() {
    inbox.hide(message, Duration.ZERO);
  }

  /// Removes the message. When the queue does not confirm, it may come again; it is then found to
  /// be out of date, or, had its event never waited, runs once more.
  void delete() {
    inbox.delete(message);
  }
}
