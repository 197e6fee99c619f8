package dev.sluice.ingest.poller;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.time.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Deletes messages of many batches with few calls: whoever deletes waits a few milliseconds for
/// company, then sends what has gathered, its own and others'. Safe for use by many threads.
final class DeleteGatherer {

  private static final Duration COMPANY = Duration.ofMillis(4);
  private static final Backoff AFTER_A_FAILURE =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private final QueueSource source;
  private final Surroundings surroundings;

  /// Guarded by itself.
  private final Deque<Deletion> waiting = new ArrayDeque<>();

  DeleteGatherer(QueueSource source, Surroundings surroundings) {
    this.source = source;
    this.surroundings = surroundings;
  }

  /// How a delete of several messages ended.
  ///
  /// @param deleted for certain
  /// @param inDoubt sent when the messages may already have been visible to others, whatever the
  ///   answer: a standard queue says yes to a handle that is no longer good
  /// @param failed refused, or not answered while the messages were hidden
  record Tally(List<QueueMessage> deleted, List<QueueMessage> inDoubt, List<QueueMessage> failed) {}

  /// Deletes; tries again what failed as long as the messages are hidden.
  ///
  /// @param hidden what they belong to
  Tally delete(List<QueueMessage> messages, HiddenMessages hidden) throws InterruptedException {
    var tally = new Tally(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<QueueMessage> open = messages;
    for (int failures = 1; !open.isEmpty(); failures++) {
      List<QueueMessage> again = new ArrayList<>();
      for (Deletion deletion : send(open)) {
        boolean late = hidden.isInDoubt(deletion.message, deletion.sentAt);
        switch (deletion.result) {
          case EntryResult.Done() -> (late ? tally.inDoubt : tally.deleted).add(deletion.message);
          case EntryResult.Refused _ -> (late ? tally.inDoubt : tally.failed).add(deletion.message);
          case EntryResult.Failed _ -> (late ? tally.inDoubt : again).add(deletion.message);
        }
      }
      Duration left = hidden.left(surroundings.time().monotonic());
      if (!again.isEmpty() && !left.isPositive()) {
        tally.failed.addAll(again);
        again = List.of();
      } else if (!again.isEmpty()) {
        Duration rest = AFTER_A_FAILURE.after(failures, surroundings.random());
        surroundings.time().pause(rest.compareTo(left) < 0 ? rest : left);
      }
      open = again;
    }
    return tally;
  }

  private List<Deletion> send(List<QueueMessage> messages) throws InterruptedException {
    var own = messages.stream().map(Deletion::new).toList();
    boolean full;
    synchronized (waiting) {
      waiting.addAll(own);
      full = waiting.size() >= QueueSource.MOST_PER_CALL;
    }
    if (!full) {
      surroundings.time().pause(COMPANY);
    }
    for (var call = nextCall(); !call.isEmpty(); call = nextCall()) {
      sendTogether(call);
    }
    for (Deletion deletion : own) {
      deletion.answered.await();
    }
    return own;
  }

  private List<Deletion> nextCall() {
    synchronized (waiting) {
      var call = new ArrayList<Deletion>();
      while (call.size() < QueueSource.MOST_PER_CALL && !waiting.isEmpty()) {
        call.add(waiting.removeFirst());
      }
      return call;
    }
  }

  /// Whatever happens here, everyone who waits for an answer gets one.
  private void sendTogether(List<Deletion> call) throws InterruptedException {
    Duration sentAt = surroundings.time().monotonic();
    List<EntryResult> results =
        Collections.nCopies(call.size(), new EntryResult.Failed("the call was cut short"));
    try {
      results = source.delete(call.stream().map(d -> d.message).toList());
    } finally {
      for (int i = 0; i < call.size(); i++) {
        call.get(i).answer(results.get(i), sentAt);
      }
    }
  }

  /// One message on its way out. Its answer is written once, before the latch opens.
  private static final class Deletion {

    private final QueueMessage message;
    private final CountDownLatch answered = new CountDownLatch(1);
    private EntryResult result = new EntryResult.Failed("not sent yet");
    private Duration sentAt = Duration.ZERO;

    Deletion(QueueMessage message) {
      this.message = message;
    }

    void answer(EntryResult result, Duration sentAt) {
      this.result = result;
      this.sentAt = sentAt;
      answered.countDown();
    }
  }
}
