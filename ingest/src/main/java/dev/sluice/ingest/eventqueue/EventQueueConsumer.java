package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes one function's inbox: claims room, receives one message, hands it over and goes on with
/// the next claim. Receiving and running overlap; how many run is the claims' affair.
///
/// Stopping abandons no receive, since the queue may already have hidden a message for it: what the
/// last one brings is run while the drain lasts and given back otherwise.
public final class EventQueueConsumer implements Component, TurnTaker {

  private static final Logger LOG = LoggerFactory.getLogger(EventQueueConsumer.class);

  private static final Duration WHEN_ALL_HANDS_ARE_FULL = Duration.ofMillis(100);

  /// What remains of the last receive when it has returned: its answer's way and giving back.
  private static final Duration AFTER_THE_LAST_RECEIVE = Duration.ofSeconds(5);

  private final EventTarget target;
  private final EventInbox inbox;
  private final Invoker invoker;
  private final EventQueueSettings settings;
  private final EventAttempt attempt;
  private final InboxKeeper keeper;
  private final Drain drain;
  private final Executor executor;
  private final Timekeeper time;
  private final RandomGenerator random;

  private final StopSignal stop = new StopSignal();
  private final StopSignal settled = new StopSignal();

  /// The messages in hand.
  private final WorkInHand hands;

  /// Written once by the starting thread, read by the stopping one.
  private volatile @Nullable Loop loop;

  /// @param parts what a consumer needs from outside
  public EventQueueConsumer(
      EventTarget target, EventQueueParts parts, EventQueueSettings settings) {
    this(target, parts, settings, task -> Thread.ofVirtual().start(task));
  }

  /// @param executor runs what becomes of one message; tests run it in place
  EventQueueConsumer(
      EventTarget target, EventQueueParts parts, EventQueueSettings settings, Executor executor) {
    this.target = target;
    this.inbox = parts.inbox();
    this.invoker = parts.invoker();
    this.settings = settings;
    this.drain = new Drain(parts.time());
    this.keeper = new InboxKeeper(drain);
    this.attempt = new EventAttempt(target, parts, settings, drain, keeper);
    this.executor = executor;
    this.random = parts.random();
    this.hands = new WorkInHand(parts.time());
    this.time = parts.time();
  }

  /// Keeps hidden what runs; takes its own turns beside the consumer's.
  TurnTaker keeper() {
    return keeper;
  }

  @Override
  public void start() {
    String name = "event-queue " + target.name();
    new Loop(name + " visibility", keeper, settled, time, random).startPunctual();
    loop = new Loop(name, this, stop, time, random).start();
  }

  /// Returns when all is settled or the time is over, but not before the last receive has returned.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    beginStop(atMost);
    if (awaitLoop(drain.leftToStart()) && awaitHands(drain.leftToStart())) {
      return;
    }
    invoker.endWaits(); // Who waits for room gives its message back while there is time.
    awaitHands(drain.leftToSettle());
    awaitLoop(settings.pollWait().plus(AFTER_THE_LAST_RECEIVE));
  }

  /// Waits until nothing is received any more; false when the time was over first.
  private boolean awaitLoop(Duration atMost) throws InterruptedException {
    Loop running = loop;
    return running == null || running.awaitEnd(atMost);
  }

  /// Waits until no message is in hand; false when the time was over first.
  private boolean awaitHands(Duration atMost) throws InterruptedException {
    boolean free = hands.awaitNone(atMost);
    if (free) {
      settled.raise();
    }
    return free;
  }

  /// From now on nothing is received, and what is in hand has so long to be settled.
  void beginStop(Duration atMost) {
    drain.begin(atMost);
    stop.raise();
  }

  /// One claim, one receive, and what it brought is on its way.
  @Override
  public Turn turn() throws InterruptedException {
    if (drain.hasBegun()) {
      return new Turn.Finished();
    }
    if (!hands.tryBegin(settings.messagesInHand())) {
      return new Turn.Rest(WHEN_ALL_HANDS_ARE_FULL);
    }
    // Given on to the one who handles the message; until then it is ours to release.
    var room = new Room(hands);
    try {
      if (!target.noConcurrency().getAsBoolean()) {
        Optional<Claim> claim =
            invoker.claim(target.name(), "event queue of " + target.name(), settings.claimWait());
        if (claim.isEmpty()) {
          return new Turn.Again();
        }
        room.holds(claim.get());
      }
      receive(room);
      return new Turn.Again();
    } finally {
      room.closeUnlessHandedOver();
    }
  }

  private void receive(Room room) {
    Optional<InboxMessage> received = inbox.receive(settings.pollWait(), target.visibility());
    if (received.isEmpty()) {
      return;
    }
    InboxMessage message = received.get();
    room.handOver();
    if (drain.isOver()) {
      settle(message, room); // Here, since who stops waits for this thread.
    } else {
      executor.execute(() -> settle(message, room));
    }
  }

  private void settle(InboxMessage message, Room room) {
    try (room) {
      attempt.settle(message, room.claim());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      LOG.atWarn()
          .addKeyValue("function", target.name())
          .addKeyValue("message", message.messageId())
          .setCause(fault)
          .log("Settling an event failed; its message comes again by itself");
    }
  }

  /// Room for one message: a hand and, unless nothing may run, a claim. Closed once.
  private static final class Room implements AutoCloseable {

    private final WorkInHand hands;
    private @Nullable Claim claim;
    private boolean handedOver;

    Room(WorkInHand hands) {
      this.hands = hands;
    }

    void holds(Claim granted) {
      claim = granted;
    }

    @Nullable Claim claim() {
      return claim;
    }

    void handOver() {
      handedOver = true;
    }

    void closeUnlessHandedOver() {
      if (!handedOver) {
        close();
      }
    }

    @Override
    public void close() {
      Claim held = claim;
      if (held != null) {
        held.close();
      }
      hands.end();
    }
  }
}
