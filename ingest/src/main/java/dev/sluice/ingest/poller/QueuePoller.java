package dev.sluice.ingest.poller;

import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.lifecycle.WorkInHand;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Polls one queue for one mapping. A turn claims room for an invocation, receives what fits, and
/// hands it to a thread of its own, so that receiving, running and deleting overlap. Nothing is
/// received that has no room: SQS counts a receive when it happens.
///
/// Stopping ends the turns, but not a receive under way, whose messages may be hidden already: it
/// is waited for past the drain limit if it must be. What it brings is run while there is time, and
/// given back otherwise; so is what is held until there is room.
public final class QueuePoller implements TurnTaker, Component {

  private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

  /// How long one turn waits for room; short, so that stopping is.
  private static final Duration CLAIM_WAIT = Duration.ofSeconds(2);

  /// Between two waits for room; who refuses at once is not asked in a busy loop.
  private static final Duration AFTER_NO_ROOM = Duration.ofMillis(10);

  private static final Duration WHILE_REFUSED = Duration.ofMillis(250);

  /// What the answer to a receive may take to reach us, counted against the time messages are
  /// hidden.
  private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

  /// What remains of the last receive when it has returned: its answer's way and giving back.
  private static final Duration AFTER_THE_LAST_RECEIVE = Duration.ofSeconds(5);

  private final PolledQueue queue;
  private final QueueMapping mapping;
  private final Surroundings surroundings;
  private final QueueWatch watch;
  private final VisibilityKeeper keeper;
  private final SettlingDesk desk;
  private final StopSignal stop = new StopSignal();
  private final StopSignal settled = new StopSignal();
  private final WorkInHand runs;

  /// Batches that were refused and wait for their next try.
  private final WorkInHand refused;

  /// Begun by whoever stops, before the stop signal is raised.
  private final Drain drain;

  /// Written by start, read by stop.
  private volatile @Nullable Loop loop;

  public QueuePoller(PolledQueue queue, Surroundings surroundings) {
    this.queue = queue;
    this.mapping = queue.mapping();
    this.surroundings = surroundings;
    this.watch = new QueueWatch(queue, surroundings);
    this.drain = new Drain(surroundings.time());
    this.runs = new WorkInHand(surroundings.time());
    this.refused = new WorkInHand(surroundings.time());
    this.keeper = new VisibilityKeeper(queue.source(), surroundings.time(), drain::isOver);
    this.desk = new SettlingDesk(queue, surroundings);
  }

  /// Extends what is held and run for long; takes its own turns beside the poller's.
  TurnTaker keeper() {
    return keeper;
  }

  @Override
  public void start() {
    String name = "poll-" + mapping.logicalId();
    loop(name + "-visibility", keeper, settled).startPunctual();
    loop = loop(name, this, stop).start();
  }

  private Loop loop(String name, TurnTaker taker, StopSignal until) {
    return new Loop(name, taker, until, surroundings.time(), surroundings.random());
  }

  @Override
  public Turn turn() throws InterruptedException {
    Duration visibility = watch.visibility();
    if (visibility == null) {
      return new Turn.Rest(watch.restBeforeSettings());
    }
    if (!refused.isNone()) {
      return new Turn.Rest(WHILE_REFUSED); // What is refused has no room: more would pile up.
    }
    var claim = surroundings.invoker().claim(mapping.function(), claimant(), CLAIM_WAIT);
    if (claim.isEmpty()) {
      return new Turn.Rest(AFTER_NO_ROOM);
    }
    if (stop.isRaised()) {
      claim.get().close();
      return new Turn.Finished();
    }
    if (!refused.isNone()) { // refused while this waited for the room it had
      claim.get().close();
      return new Turn.Rest(WHILE_REFUSED);
    }
    return poll(claim.get(), visibility);
  }

  private String claimant() {
    return "queue/" + mapping.id();
  }

  private Turn poll(Claim claim, Duration visibility) throws InterruptedException {
    boolean handedOver = false;
    try {
      Duration asked = surroundings.time().monotonic();
      var received = queue.source().receive(mostPerReceive(), QueueSource.LONGEST_WAIT, visibility);
      watch.heard(received);
      if (!(received instanceof Received.Messages(var messages))) {
        return new Turn.Rest(watch.restBeforeReceive());
      }
      surroundings.listener().polled(mapping, messages.size());
      if (!messages.isEmpty()) {
        var hidden = new HiddenMessages(messages, visibility, hiddenSince(asked));
        if (drain.isOver()) {
          desk.giveBack(messages, hidden); // Here, since who stops waits for this thread.
        } else {
          begin(messages, hidden, claim);
          handedOver = true;
        }
      }
      return new Turn.Again();
    } finally {
      if (!handedOver) {
        claim.close();
      }
    }
  }

  private int mostPerReceive() {
    return Math.min(mapping.limits().count(), QueueSource.MOST_PER_CALL);
  }

  /// The queue hid the messages after it was asked and shortly before its answer arrived.
  private Duration hiddenSince(Duration asked) {
    Duration arrived = surroundings.time().monotonic().minus(ON_THE_WAY);
    return arrived.compareTo(asked) > 0 ? arrived : asked;
  }

  private void begin(List<QueueMessage> messages, HiddenMessages hidden, Claim claim) {
    keeper.add(hidden);
    runs.begin();
    Thread.ofVirtual()
        .name("run-" + mapping.logicalId())
        .start(() -> runToItsEnd(messages, hidden, claim));
  }

  /// The edge of a run's thread: a fault costs this run alone, whose messages come back by
  /// themselves.
  private void runToItsEnd(List<QueueMessage> messages, HiddenMessages hidden, Claim claim) {
    try {
      new QueueRun(queue, surroundings, hidden, desk, drain, refused).run(messages, claim);
    } catch (RuntimeException fault) {
      LOG.atError()
          .addKeyValue("mapping", mapping.logicalId())
          .addKeyValue("messages", hidden.count())
          .setCause(fault)
          .log("A batch could not be carried out; its messages return by their visibility timeout");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      keeper.remove(hidden);
      runs.end();
    }
  }

  @Override
  public void stop(Duration atMost) throws InterruptedException {
    Duration lastReceiveEnds =
        surroundings.time().monotonic().plus(QueueSource.LONGEST_WAIT).plus(AFTER_THE_LAST_RECEIVE);
    drain.begin(atMost);
    stop.raise();
    if (!awaitLoop(drain.leftToStart()) || !runs.awaitNone(drain.leftToStart())) {
      surroundings.invoker().endWaits(); // What is held is given back while there is time.
      runs.awaitNone(drain.leftToSettle());
      awaitLoop(lastReceiveEnds.minus(surroundings.time().monotonic()));
      runs.awaitNone(drain.leftToSettle());
    }
    int abandoned = keeper.messagesInHand();
    Loop polling = loop;
    if (abandoned == 0 && (polling == null || !polling.isRunning())) {
      settled.raise();
      return;
    }
    LOG.atWarn()
        .addKeyValue("mapping", mapping.logicalId())
        .addKeyValue("messages", abandoned)
        .log("Stopped before everything was settled; these messages will be delivered again");
  }

  /// Waits until nothing is received any more; false when the time was over first.
  private boolean awaitLoop(Duration atMost) throws InterruptedException {
    Loop polling = loop;
    return polling == null || polling.awaitEnd(atMost);
  }
}
