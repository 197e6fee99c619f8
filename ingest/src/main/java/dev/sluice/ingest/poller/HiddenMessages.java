package dev.sluice.ingest.poller;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The messages of one receive that are not settled yet, and our reckoning of how long the queue
/// hides them from everyone else. They are kept hidden while an invocation of them waits or runs,
/// and at no other time: the wait after a failure is what remains of the visibility timeout.
///
/// Used by the thread that runs the batch and by the keeper's; guarded by this.
final class HiddenMessages {

  /// SQS hides a message for 12 hours at most, counted from its receive; less a margin.
  private static final Duration LONGEST = Duration.ofHours(12).minusMinutes(1);

  private final Duration visibility;
  private final Duration receivedAt;
  private final List<QueueMessage> messages;
  private final Set<String> lost = new HashSet<>();
  private Duration hiddenUntil;
  private boolean kept = true;
  private boolean extending;

  /// @param visibility the timeout the receive named
  /// @param receivedAt when the queue hid them, on the monotonic clock; early rather than late
  HiddenMessages(List<QueueMessage> messages, Duration visibility, Duration receivedAt) {
    this.messages = new ArrayList<>(messages);
    this.visibility = visibility;
    this.receivedAt = receivedAt;
    this.hiddenUntil = receivedAt.plus(visibility);
  }

  /// From now on the keeper extends them.
  synchronized void keep() {
    kept = true;
  }

  /// From now on nobody extends them.
  synchronized void leaveToTheirTimeout() {
    kept = false;
  }

  /// How much longer they are hidden; zero or less when others may see them.
  synchronized Duration left(Duration now) {
    return hiddenUntil.minus(now);
  }

  /// Whether others may have seen this message by then.
  synchronized boolean isInDoubt(QueueMessage message, Duration moment) {
    return moment.compareTo(hiddenUntil) >= 0 || lost.contains(message.messageId());
  }

  /// These are settled.
  synchronized void forget(Collection<QueueMessage> settled) {
    messages.removeAll(settled);
  }

  synchronized int count() {
    return messages.size();
  }

  /// Whether half of their time is over, they are to be kept, and nobody is extending them.
  synchronized boolean isDue(Duration now) {
    boolean lateEnough = hiddenUntil.minus(now).compareTo(visibility.dividedBy(2)) <= 0;
    return kept && lateEnough && !extending && !messages.isEmpty();
  }

  /// Extends them when they are due. When that fails for a moment, the next turn tries again; whom
  /// the queue refuses is not extended any more (it is gone, or somebody else's).
  void extendIfDue(QueueSource source, Timekeeper time) throws InterruptedException {
    Duration before = time.monotonic();
    Duration most = receivedAt.plus(LONGEST).minus(before);
    Duration extension = most.compareTo(visibility) < 0 ? most : visibility;
    List<QueueMessage> due = begin(before);
    if (due.isEmpty()) {
      return;
    }
    try {
      if (extension.toSeconds() >= 1) {
        record(due, source.extend(due, extension), before.plusSeconds(extension.toSeconds()));
      }
    } finally {
      end();
    }
  }

  private synchronized List<QueueMessage> begin(Duration now) {
    if (!isDue(now)) {
      return List.of();
    }
    extending = true;
    return List.copyOf(messages);
  }

  private synchronized void end() {
    extending = false;
  }

  private synchronized void record(
      List<QueueMessage> extended, List<EntryResult> results, Duration until) {
    boolean all = true;
    for (int i = 0; i < results.size(); i++) {
      switch (results.get(i)) {
        case EntryResult.Done() -> {}
        case EntryResult.Refused _ -> lose(extended.get(i));
        case EntryResult.Failed _ -> all = false;
      }
    }
    if (all) {
      hiddenUntil = until;
    }
  }

  private void lose(QueueMessage message) {
    messages.remove(message);
    lost.add(message.messageId());
  }
}
