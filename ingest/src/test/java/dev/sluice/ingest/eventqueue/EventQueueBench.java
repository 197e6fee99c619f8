package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.EventFailureRecord;
import dev.sluice.ingest.destination.EventFailureRecord.Condition;
import dev.sluice.ingest.destination.InvocationRecord;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.notification.NotificationReader;
import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One function's inbox and whatever consumes it, in memory, on a clock turned by hand. The stores
/// stay when a consumer is replaced by another, as they do when a node dies.
final class EventQueueBench {

  static final FunctionName FUNCTION = new FunctionName("raise-alert");
  static final Arn ARN = Arn.parse("arn:aws:lambda:us-east-1:000000000000:function:raise-alert");
  static final Destination LETTERS =
      new Destination.SqsQueue(Arn.parse("arn:aws:sqs:us-east-1:000000000000:letters"));

  final ManualTimekeeper time = ManualTimekeeper.atNoon();
  final InMemoryEventInbox inbox = new InMemoryEventInbox(time);
  final InMemoryEventRows rows = new InMemoryEventRows();
  final ScriptedInvoker invoker = new ScriptedInvoker();
  final List<EventFailureRecord> letters = new ArrayList<>();
  final List<@Nullable String> letterTraces = new ArrayList<>();

  /// How many claims were open at each delivery.
  final List<Integer> claimsAtDelivery = new ArrayList<>();

  final Deque<Delivery> deliveries = new ArrayDeque<>();
  final List<String> heard = new ArrayList<>();
  final SplittableRandom random = new SplittableRandom(7);

  Runnable duringDelivery = () -> {};

  EventInvokeConfig config = new EventInvokeConfig(2, Duration.ofHours(6), LETTERS);
  boolean noConcurrency;
  Duration timeout = Duration.ofMinutes(1);

  EventQueue queue() {
    return new EventQueue(Map.of(FUNCTION, inbox), new Ear(), time);
  }

  RequestId accept(String payload) {
    var acceptance = queue().accept(FUNCTION, Payload.of(payload), "Root=1-2-3");
    if (acceptance instanceof EventQueue.Acceptance.Accepted(RequestId id)) {
      return id;
    }
    throw new AssertionError("expected the event to be accepted, found " + acceptance);
  }

  EventQueueConsumer consumer() {
    return consumer(inbox, rows);
  }

  /// A consumer whose way to the stores may be broken.
  EventQueueConsumer consumer(EventInbox toInbox, EventRows toRows) {
    var parts =
        new EventQueueParts(
            toInbox,
            toRows,
            new NotificationReader(),
            invoker,
            this::deliver,
            new Ear(),
            time,
            random);
    var target = new EventTarget(FUNCTION, ARN, timeout, () -> config, () -> noConcurrency);
    return new EventQueueConsumer(target, parts, EventQueueSettings.DEFAULT, Runnable::run);
  }

  private Delivery deliver(
      Destination destination, InvocationRecord record, @Nullable String traceHeader) {
    duringDelivery.run();
    claimsAtDelivery.add(invoker.openClaims());
    Delivery delivery = deliveries.isEmpty() ? new Delivery.Delivered() : deliveries.remove();
    if (delivery instanceof Delivery.Delivered && record instanceof EventFailureRecord letter) {
      letters.add(letter);
      letterTraces.add(traceHeader);
    }
    return delivery;
  }

  /// Takes turns until the inbox is empty, turning the clock to whenever the next message appears;
  /// at most a day.
  void untilQuiet(EventQueueConsumer consumer) throws InterruptedException {
    Instant limit = time.now().plus(Duration.ofDays(1));
    while (inbox.size() > 0 && time.now().isBefore(limit)) {
      Instant next = inbox.nextVisible().orElseThrow();
      if (next.isAfter(time.now())) {
        time.advance(Duration.between(time.now(), next));
      }
      consumer.turn();
    }
  }

  private final class Ear implements EventQueueListener {

    @Override
    public void received(QueuedEvent event) {
      heard.add("received");
    }

    @Override
    public void attempted(QueuedEvent event, Duration age) {
      heard.add("attempted at " + age.toSeconds() + " s");
    }

    @Override
    public void succeeded(QueuedEvent event) {
      heard.add("succeeded");
    }

    @Override
    public void waits(QueuedEvent event, Duration wait) {
      heard.add("waits " + wait.toSeconds() + " s");
    }

    @Override
    public void discarded(QueuedEvent event, Condition condition) {
      heard.add("discarded " + condition);
    }

    @Override
    public void onFailureDelivered(QueuedEvent event) {
      heard.add("delivered");
    }

    @Override
    public void destinationDeliveryFailed(QueuedEvent event, String why) {
      heard.add("delivery failed");
    }

    @Override
    public void dropped(QueuedEvent event, Condition condition, String why) {
      heard.add("dropped " + condition);
    }

    @Override
    public void staleMessageDeleted(QueuedEvent event) {
      heard.add("stale");
    }

    @Override
    public void ignored(FunctionName function, String messageId, String why) {
      heard.add("ignored");
    }

    @Override
    public void unreadable(FunctionName function, String messageId, String why) {
      heard.add("unreadable");
    }

    @Override
    public void undecided(QueuedEvent event, String why) {
      heard.add("undecided");
    }

    @Override
    public void givenBack(FunctionName function, String messageId) {
      heard.add("given back");
    }
  }
}
