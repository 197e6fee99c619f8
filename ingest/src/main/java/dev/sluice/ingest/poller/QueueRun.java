package dev.sluice.ingest.poller;

import dev.sluice.ingest.batch.QueueBatch;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationOutcome.FunctionFailed;
import dev.sluice.ingest.invoke.InvocationOutcome.Succeeded;
import dev.sluice.ingest.invoke.InvocationOutcome.Throttled;
import dev.sluice.ingest.invoke.InvocationOutcome.TimedOut;
import dev.sluice.ingest.invoke.InvocationOutcome.Unavailable;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.settle.QueueSettlement;
import dev.sluice.ingest.settle.QueueVerdict;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The messages of one receive on their way through the function: batch after batch, each settled
/// before the next begins, so that no FIFO group is ever out of order. Owned by one thread.
///
/// ```
/// received -> batch -> invoked -> handled: deleted -> next batch
///                         |   \-> failed: left, and with it the later ones of its FIFO groups
///                         \-> never ran: tried again while hidden, then all is left
/// ```
final class QueueRun {

  /// How long a batch is held until there is room: less than SQS can hide it.
  private static final Duration HOLD = Duration.ofHours(11);

  private static final Backoff AFTER_A_REFUSAL =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  private static final Duration SLICE = Duration.ofMillis(250);

  private final QueueMapping mapping;
  private final PolledQueue queue;
  private final Surroundings surroundings;
  private final HiddenMessages hidden;
  private final SettlingDesk desk;
  private final Drain drain;
  private final WorkInHand refused;

  /// @param drain after which nothing is started any more
  /// @param refused counts the batches that were refused and wait for their next try: they have no
  ///   room, and nobody should receive more meanwhile
  QueueRun(
      PolledQueue queue,
      Surroundings surroundings,
      HiddenMessages hidden,
      SettlingDesk desk,
      Drain drain,
      WorkInHand refused) {
    this.mapping = queue.mapping();
    this.queue = queue;
    this.surroundings = surroundings;
    this.hidden = hidden;
    this.desk = desk;
    this.drain = drain;
    this.refused = refused;
  }

  /// Runs all of them.
  ///
  /// @param claim room for the first batch; closed here
  void run(List<QueueMessage> received, Claim claim) throws InterruptedException {
    List<QueueMessage> inHand = received;
    try (claim) {
      inHand = runFirst(inHand, claim::invoke);
    }
    while (!inHand.isEmpty()) {
      if (!hidden.left(surroundings.time().monotonic()).isPositive()) {
        return; // Others may have them by now.
      }
      inHand = runFirst(inHand, surroundings.invoker()::invoke);
    }
  }

  /// Runs as many as fit into one batch and answers what is still to be run.
  private List<QueueMessage> runFirst(List<QueueMessage> inHand, Call call)
      throws InterruptedException {
    if (drain.isOver()) {
      desk.giveBack(inHand, hidden);
      return List.of();
    }
    var batch = QueueBatch.first(inHand, mapping.limits(), queue.shape());
    var rest = inHand.subList(batch.messages().size(), inHand.size());
    return switch (invokeUntilDecided(batch, call)) {
      case QueueVerdict.Delete delete -> {
        var left = desk.delete(batch, delete, hidden);
        yield withoutGroupsOf(left, rest);
      }
      case QueueVerdict.Leave(QueueVerdict.Reason.NeverRan reason) -> {
        desk.leave(inHand, reason, hidden);
        yield List.of();
      }
      case QueueVerdict.Leave(var reason) -> {
        desk.leave(batch.messages(), reason, hidden);
        yield withoutGroupsOf(batch.messages(), rest);
      }
      case QueueVerdict.TryAgain() -> { // The node stops: another one has room at once.
        desk.giveBack(inHand, hidden);
        yield List.of();
      }
    };
  }

  /// Answers `TryAgain` only when there is no time left to try.
  private QueueVerdict invokeUntilDecided(QueueBatch batch, Call call) throws InterruptedException {
    var request = request(batch, HOLD);
    var outcome = invokeKeepingHidden(call, request);
    Duration giveUpAt = now().plus(hidden.left(now()));
    QueueVerdict verdict = settle(batch, outcome, giveUpAt);
    if (!(verdict instanceof QueueVerdict.TryAgain)) {
      return verdict;
    }
    refused.begin();
    try {
      return tryAgainUntilDecided(batch, request, giveUpAt);
    } finally {
      refused.end();
    }
  }

  private QueueVerdict settle(QueueBatch batch, InvocationOutcome outcome, Duration giveUpAt) {
    var settlement = new QueueSettlement(mapping.reportBatchItemFailures());
    var verdict = settlement.settle(batch, outcome, giveUpAt.minus(now()));
    tell(batch, outcome, verdict);
    return verdict;
  }

  private QueueVerdict tryAgainUntilDecided(
      QueueBatch batch, InvocationRequest request, Duration giveUpAt) throws InterruptedException {
    QueueVerdict verdict = new QueueVerdict.TryAgain();
    for (int refusals = 1; ; refusals++) {
      if (!(verdict instanceof QueueVerdict.TryAgain) || drain.isOver()) {
        return verdict;
      }
      Duration rest = AFTER_A_REFUSAL.after(refusals, surroundings.random());
      Duration left = giveUpAt.minus(now());
      rest(rest.compareTo(left) < 0 ? rest : left);
      if (drain.isOver()) {
        return verdict;
      }
      // Without patience: a batch that was refused is kept hidden while it runs, not while it
      // waits.
      var again =
          new InvocationRequest(
              request.function(),
              request.requestId(),
              request.payload(),
              request.traceHeader(),
              Duration.ZERO);
      var outcome = invokeKeepingHidden(surroundings.invoker()::invoke, again);
      verdict = settle(batch, outcome, giveUpAt);
    }
  }

  /// Pauses in slices, so that the end of the drain is noticed.
  private void rest(Duration wait) throws InterruptedException {
    Duration end = now().plus(wait);
    for (Duration left = wait; left.isPositive() && !drain.isOver(); left = end.minus(now())) {
      surroundings.time().pause(left.compareTo(SLICE) < 0 ? left : SLICE);
    }
  }

  private InvocationOutcome invokeKeepingHidden(Call call, InvocationRequest request)
      throws InterruptedException {
    hidden.keep();
    try {
      return call.invoke(request);
    } finally {
      hidden.leaveToTheirTimeout();
    }
  }

  private Duration now() {
    return surroundings.time().monotonic();
  }

  private InvocationRequest request(QueueBatch batch, Duration patience) {
    return new InvocationRequest(
        mapping.function(),
        surroundings.newRequestId(),
        new Payload(batch.event().array()),
        traceOf(batch.messages()),
        patience);
  }

  /// The senders' trace when they share one: an invocation has only one (OBS-065).
  private static @Nullable String traceOf(List<QueueMessage> messages) {
    String first = messages.getFirst().attributes().get("AWSTraceHeader");
    boolean shared =
        messages.stream()
            .allMatch(m -> Objects.equals(m.attributes().get("AWSTraceHeader"), first));
    return shared ? first : null;
  }

  private void tell(QueueBatch batch, InvocationOutcome outcome, QueueVerdict verdict) {
    int count = batch.messages().size();
    var listener = surroundings.listener();
    switch (outcome) {
      case Succeeded _, FunctionFailed _, TimedOut _ -> {
        listener.invoked(mapping, count);
        boolean clean = verdict instanceof QueueVerdict.Delete d && d.reported().isEmpty();
        if (!clean) {
          listener.failedInvoke(mapping, count);
        }
      }
      case Throttled _ -> listener.throttled(mapping, count);
      case Unavailable _ -> listener.failedInvoke(mapping, count);
    }
  }

  /// On a standard queue a group is no order (SQS-078).
  private List<QueueMessage> withoutGroupsOf(List<QueueMessage> left, List<QueueMessage> rest) {
    if (!mapping.eventSource().resource().endsWith(".fifo")) {
      return rest;
    }
    Set<String> blocked = left.stream().map(QueueRun::group).collect(Collectors.toSet());
    var runnable = rest.stream().filter(m -> !blocked.contains(group(m))).toList();
    hidden.forget(rest.stream().filter(m -> blocked.contains(group(m))).toList());
    return runnable;
  }

  private static String group(QueueMessage message) {
    return message.attributes().getOrDefault("MessageGroupId", "");
  }

  /// A way to call the function.
  @FunctionalInterface
  private interface Call {
    InvocationOutcome invoke(InvocationRequest request) throws InterruptedException;
  }
}
